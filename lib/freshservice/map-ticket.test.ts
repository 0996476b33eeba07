import { describe, expect, it } from 'vitest';
import type { TicketReference } from '@/lib/ticket/ticket';
import { mapTask, mapTicket } from './map-ticket';
import { tasksReply, ticketReplies } from './wire-schemas';

const API = 'https://acme.freshservice.com/api/v2';
const CHN: TicketReference = { kind: 'CHN', number: 7303 };

/** A change as Freshservice sends it, with what one test is about on top. */
function readChange(fields: Record<string, unknown>) {
  const change = { id: 7303, subject: 'Patch', status: 1, priority: 2, ...fields };
  return mapTicket(ticketReplies.CHN.parse({ change }), CHN, API);
}

describe('mapTicket', () => {
  it('reads a full change', () => {
    const ticket = readChange({
      status: 4,
      approval_status: 1,
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
    const wire = ticketReplies[kind].parse({ change: body, ticket: body, problem: body });
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
    const wire = ticketReplies.INC.parse({ ticket: { status: 2, approval_status: 1 } });
    expect(mapTicket(wire, { kind: 'INC', number: 5 }, API)).toMatchObject({
      approval: null,
      url: 'https://acme.freshservice.com/a/tickets/5',
    });
  });

  it.each([
    ['another envelope', { ticket: { status: 1 } }],
    ['a list', []],
    ['no status', { change: { subject: 'x' } }],
    ['a date that is none', { change: { status: 1, planned_end_date: 'soon' } }],
  ])('does not accept %s as a change', (_, body) => {
    expect(ticketReplies.CHN.safeParse(body).success).toBe(false);
  });
});

describe('mapTask', () => {
  it('keeps the description as it came and ignores unknown fields', () => {
    const html = '<div>10.0.0.1&nbsp;</div>';
    const task = { id: 21_000_123_456, title: 'snap:web', description: html, status: 2, due: 1 };
    expect(tasksReply.parse({ tasks: [task] }).map(mapTask)).toEqual([
      { id: '21000123456', title: 'snap:web', descriptionHtml: html, status: 2, deleted: false },
    ]);
  });

  it('reads a task without title and description', () => {
    const tasks = [{ id: 1, status: 17, description: null, deleted: true }];
    expect(tasksReply.parse({ tasks }).map(mapTask)).toEqual([
      { id: '1', title: '', descriptionHtml: null, status: 17, deleted: true },
    ]);
  });
});
