import type {
  Collection,
  TaskRecord,
  TicketFields,
  TicketRecord,
  WindowFields,
} from '../freshservice/ticket-record';
import { AGENT_ID, buildApprovals, REQUESTER_ID } from '../freshservice/people';
import type { Sample, SampleTask, SampleWindow } from './sample';

const DAY_MS = 24 * 60 * 60_000;
const COLLECTIONS: Readonly<Record<string, Collection>> = {
  CHN: 'changes',
  INC: 'tickets',
  SR: 'tickets',
  PRB: 'problems',
};

/** Turns a sample into the ticket that Freshservice would return. */
export function buildTicket(sample: Sample, startMs: number): TicketRecord {
  const [kind = '', number = ''] = sample.reference.split('-');
  const collection = COLLECTIONS[kind] ?? 'changes';
  const id = Number(number);
  const shared = sharedFields(sample, id, startMs);
  const fields = { ...shared, ...ownFields(kind, sample, startMs) };
  return {
    reference: sample.reference,
    collection,
    fields: { ...fields, ...sample.oddFields },
    approvals: buildApprovals(fields),
    tasks: buildTasks(sample.tasks, id, startMs),
    notes: [],
  };
}

function sharedFields(sample: Sample, id: number, startMs: number): TicketFields {
  return {
    id,
    subject: sample.subject,
    description: `<div>${sample.subject}</div>`,
    description_text: sample.subject,
    requester_id: REQUESTER_ID,
    priority: 2,
    status: sample.status ?? 4,
    workspace_id: 2,
    created_at: isoDays(startMs, -6),
    updated_at: isoDays(startMs, -1),
  };
}

/** Only changes know approval, windows and risk; their numbers for "open" differ, too. */
function ownFields(kind: string, sample: Sample, startMs: number): Partial<TicketFields> {
  if (kind === 'PRB') return { status: 1, impact: 2, agent_id: AGENT_ID };
  if (kind !== 'CHN') {
    const type = kind === 'SR' ? 'Service Request' : 'Incident';
    const { discarded } = sample;
    const where = { deleted: discarded === 'deleted', spam: discarded === 'spam' };
    return { status: 2, type, ...where, responder_id: AGENT_ID };
  }
  const window = sample.window ?? { fromDays: -1.5, toDays: 7 };
  return {
    agent_id: AGENT_ID,
    impact: 2,
    risk: 2,
    change_type: 2,
    approval_status: sample.approval ?? 1,
    planned_start_date: isoDays(startMs, window.fromDays),
    planned_end_date: isoDays(startMs, window.toDays),
    blackout_window: sample.blackout ? buildWindow(sample.blackout, startMs) : {},
    maintenance_window: {},
  };
}

function buildWindow(
  window: SampleWindow & { readonly name: string },
  startMs: number,
): WindowFields {
  return {
    id: 14,
    name: window.name,
    start_date: isoDays(startMs, window.fromDays),
    end_date: isoDays(startMs, window.toDays),
  };
}

/** Task ids are as large as real ones and follow from the ticket's number. */
export function buildTasks(
  tasks: readonly SampleTask[],
  ticketNumber: number,
  startMs: number,
): readonly TaskRecord[] {
  return tasks.map((task, index) => buildTask(task, ticketNumber * 10_000 + index + 1, startMs));
}

function buildTask(task: SampleTask, id: number, startMs: number): TaskRecord {
  const status = task.status ?? 1;
  return {
    id,
    agent_id: AGENT_ID,
    group_id: null,
    status,
    due_date: isoDays(startMs, 2),
    notify_before: 0,
    title: task.title,
    description: task.description,
    created_at: isoDays(startMs, -5),
    updated_at: isoDays(startMs, -1),
    closed_at: status === 3 ? isoDays(startMs, -1) : null,
    deleted: task.deleted ?? false,
    workspace_id: 2,
    custom_fields: {},
  };
}

/** Freshservice writes times without milliseconds. */
function isoDays(startMs: number, days: number): string {
  return new Date(startMs + days * DAY_MS).toISOString().replace(/\.\d+Z$/, 'Z');
}
