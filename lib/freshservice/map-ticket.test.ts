import { describe, expect, it, test } from 'vitest';
import type { TicketReference } from '@/lib/ticket/ticket';
import { mapTask, mapTicket } from './map-ticket';
import { replies, wireTask } from './wire-schemas';

const API = 'https://acme.freshservice.com/api/v2';
const CHN: TicketReference = { kind: 'CHN', number: 7303 };

/** A change as Freshservice sends it, with what one test is about on top. */
function readChange(fields: Record<string, unknown>) {
  const change = { id: 7303, subject: 'Patch', status: 1, priority: 2, ...fields };
  return mapTicket(replies.ticket.CHN.parse({ change }), CHN, API);
}

describe('mapTicket', () => {
  it('reads a full change', () => {
    const ticket = readChange({
      status: 4,
      approval_status: 1,
      requester_id: 5,
      agent_id: 7,
      planned_start_date: '2026-11-02T10:00:00+02:00',
      planned_end_date: '2026-11-02T12:00:00Z',
      blackout_window: {
        id: 3,
        name: 'Year end',
        window_start_date: '2026-12-20T00:00:00Z',
        window_end_date: '2027-01-02T00:00:00Z',
      },
    });
    expect(ticket).toEqual({
      reference: 'CHN-7303',
      subject: 'Patch',
      url: 'https://acme.freshservice.com/a/changes/7303',
      status: { code: 4, label: 'Pending Release', closed: false },
      approval: { code: 1, label: 'Approved', approved: true },
      plannedStartAt: '2026-11-02T08:00:00.000Z',
      plannedEndAt: '2026-11-02T12:00:00.000Z',
      blackoutWindow: {
        name: 'Year end',
        startAt: '2026-12-20T00:00:00.000Z',
        endAt: '2027-01-02T00:00:00.000Z',
      },
      discarded: null,
      requesterId: '5',
      agentId: '7',
      unknownFields: [],
    });
  });

  it.each([
    ['absent', {}],
    ['null', { blackout_window: null, planned_start_date: null, approval_status: null }],
    ['empty', { blackout_window: {}, planned_start_date: '' }],
  ])('takes %s optional fields as not set', (_, fields) => {
    expect(readChange(fields)).toMatchObject({
      approval: null,
      plannedStartAt: null,
      plannedEndAt: null,
      blackoutWindow: null,
    });
  });

  it('reads a blackout window under its other field names', () => {
    const window = { id: 1, name: 'Freeze', start_date: '2026-12-20T00:00:00Z', end_date: null };
    expect(readChange({ blackout_window: window }).blackoutWindow).toEqual({
      name: 'Freeze',
      startAt: '2026-12-20T00:00:00.000Z',
      endAt: null,
    });
  });

  it.each([
    ['CHN', 6, 'Closed', true],
    ['CHN', 5, 'Pending Review', false],
    ['CHN', 9, 'Status 9', false],
    ['INC', 4, 'Resolved', false],
    ['INC', 5, 'Closed', true],
    ['SR', 5, 'Closed', true],
    ['SR', 6, 'Status 6', false],
    ['PRB', 2, 'Change Requested', false],
    ['PRB', 3, 'Closed', true],
  ] as const)('labels %s status %i as %s', (kind, code, label, closed) => {
    const body = { status: code };
    const wire = replies.ticket[kind].parse({ change: body, ticket: body, problem: body });
    expect(mapTicket(wire, { kind, number: 1 }, API).status).toEqual({ code, label, closed });
  });

  it.each([
    [0, 'Requested', false],
    [1, 'Approved', true],
    [2, 'Rejected', false],
    [3, 'Cancelled', false],
    [4, 'Not requested', false],
    [5, 'Peer responded', false],
    [8, 'Approval 8', false],
  ])('counts approval %i as %s', (code, label, approved) => {
    expect(readChange({ approval_status: code }).approval).toEqual({ code, label, approved });
  });

  it('knows no approval of an incident', () => {
    const wire = replies.ticket.INC.parse({ ticket: { status: 2, approval_status: 1 } });
    expect(mapTicket(wire, { kind: 'INC', number: 5 }, API)).toMatchObject({
      approval: null,
      url: 'https://acme.freshservice.com/a/tickets/5',
    });
  });

  it.each([
    ['another envelope', { ticket: { status: 1 } }],
    ['a list', []],
    ['a text', { change: 'x' }],
  ])('does not accept %s as a change', (_, body) => {
    expect(replies.ticket.CHN.safeParse(body).success).toBe(false);
  });
});

describe('mapTask', () => {
  it('keeps the description as it came and ignores unknown fields', () => {
    const html = '<div>10.0.0.1&nbsp;</div>';
    const task = { id: 21_000_123_456, title: 'snap:web', description: html, status: 2, due: 1 };
    expect([mapTask(wireTask.parse(task))]).toEqual([
      {
        id: '21000123456',
        title: 'snap:web',
        descriptionHtml: html,
        status: 2,
        deleted: false,
        unknownFields: [],
      },
    ]);
  });

  it('reads a task without title and description', () => {
    const tasks = [{ id: 1, status: 17, description: null, deleted: true }];
    expect(tasks.map((one) => mapTask(wireTask.parse(one)))).toEqual([
      {
        id: '1',
        title: '',
        descriptionHtml: null,
        status: 17,
        deleted: true,
        unknownFields: [],
      },
    ]);
  });
});

test.each<[type: unknown, asked: 'INC' | 'SR', reference: string]>([
  ['Incident', 'SR', 'INC-7001'],
  ['Service Request', 'INC', 'SR-7001'],
  ['Case', 'SR', 'INC-7001'],
  [null, 'SR', 'SR-7001'],
  [undefined, 'INC', 'INC-7001'],
])('a ticket of type %s asked for as %s is %s', (type, kind, reference) => {
  const ticket = { id: 7001, subject: 'Patch', status: 2, type };
  expect(
    mapTicket(replies.ticket[kind].parse({ ticket }), { kind, number: 7001 }, API).reference,
  ).toBe(reference);
});

test.each([
  [{ deleted: true, spam: false }, 'deleted'],
  [{ deleted: false, spam: true }, 'spam'],
  [{ deleted: false, spam: false }, null],
])('a ticket with %j is discarded: %s', (fields, discarded) => {
  expect(readChange(fields).discarded).toBe(discarded);
});

test.each<[what: string, fields: Record<string, unknown>, expected: object, unknown: string[]]>([
  ['a status as digits', { status: '4' }, { status: { code: 4 } }, []],
  ['a status by its name', { status: 'Pending release' }, { status: { code: 4 } }, []],
  [
    'a status of another name',
    { status: 'Parked' },
    { status: { code: -1, label: 'Unknown', closed: false } },
    ['status'],
  ],
  ['no status', { status: null }, { status: { label: 'Unknown' } }, ['status']],
  [
    'an approval by its name',
    { approval_status: 'Approved' },
    { approval: { approved: true } },
    [],
  ],
  [
    'an approval of another form',
    { approval_status: { id: 1 } },
    { approval: { label: 'Unknown', approved: false } },
    ['approval_status'],
  ],
  [
    'a date in the form of a country',
    { planned_start_date: '11/24/2026 10:00' },
    { plannedStartAt: null },
    ['planned_start_date'],
  ],
  [
    'a date without a time',
    { planned_end_date: '2026-11-24' },
    { plannedEndAt: null },
    ['planned_end_date'],
  ],
  [
    'a date that is none',
    { planned_end_date: 'soon' },
    { plannedEndAt: null },
    ['planned_end_date'],
  ],
  [
    'milliseconds',
    { planned_end_date: '2026-11-24T10:00:00.000Z' },
    { plannedEndAt: '2026-11-24T10:00:00.000Z' },
    [],
  ],
  [
    'a window with an odd end',
    { blackout_window: { name: 'Freeze', end_date: 7 } },
    { blackoutWindow: { name: 'Freeze' } },
    ['blackout_window.end_date'],
  ],
  ['a subject that is a list', { subject: ['x'] }, { subject: '' }, ['subject']],
])('%s marks that field and still shows the ticket', (_, fields, expected, unknown) => {
  const ticket = readChange(fields);
  expect(ticket).toMatchObject({ reference: 'CHN-7303', ...expected });
  expect(ticket.unknownFields?.map(({ field }) => field)).toEqual(unknown);
});

test.each<[status: unknown, code: number, unknown: string[]]>([
  ['3', 3, []],
  ['Completed', 3, []],
  ['Done', -1, ['status']],
  [null, -1, ['status']],
  [undefined, -1, ['status']],
])('the status %j of a task is read as %d', (status, code, unknown) => {
  const task = mapTask(wireTask.parse({ id: 1, title: 'snap: x', status }));
  expect(task.status).toBe(code);
  expect(task.unknownFields?.map(({ field }) => field)).toEqual(unknown);
});
