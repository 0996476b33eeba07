import type { Database } from '@/lib/db/client';
import { AppError } from '@/lib/errors/app-error';
import type { Freshservice, ListedChanges } from '@/lib/freshservice/create-freshservice';
import type { Logger } from '@/lib/log/logger';
import { parseWithinBudget } from '@/lib/preview/ticket-budget';
import { parseTask } from '@/lib/ticket/parse-task';
import { parseCanonicalReference } from '@/lib/ticket/parse-ticket-reference';
import type { Task, Ticket } from '@/lib/ticket/ticket';
import type { RunSources } from '../plan-run';
import { disarmChanged } from './start-armed';
import { planAhead, type AheadSources } from './dry-run-ahead';
import {
  claimComingReading,
  storeComingState,
  storeVerdicts,
  type ComingState,
  type ComingTicket,
  type TaskCount,
} from './coming-state';

export type ComingSources = {
  readonly database: Database;
  readonly log: Logger;
  /** How far ahead changes are listed. */
  readonly hours: number;
  /** The part of Freshservice's calls a minute that a reading may use. */
  readonly share: number;
  /** A client that asks before each call. */
  createFreshservice(takeCall: () => void): Freshservice;
  readonly ahead: AheadSources;
  /** What was armed is disarmed where its change was moved, closed or withdrawn. */
  readonly runSources: RunSources;
  now(): Date;
};

/** Changes are listed from so long before now. */
const HOURS_BEHIND = 24;
/** Tasks are read of changes that start within this time. */
const TASKS_WITHIN_HOURS = 24;
const HOUR_MS = 60 * 60_000;
/** Freshservice's smallest plan, until it says what this account has. */
const MIN_CALLS_PER_MINUTE = 100;
/** A claim lasts longer than this, so no second process reads beside a slow one. */
const MAX_READING_MS = 50_000;
const FILTERED_PAGES = 3;
const UNFILTERED_PAGES = 5;
const ASK_QUERY_AGAIN_MS = HOUR_MS;
const PROBLEMS_KEPT = 3;

/**
 * One reading of coming changes for the whole deployment: the list, then the tasks of those that
 * start soon, the unread and the longest unread first, then who they are assigned to. It ends with
 * its share of Freshservice's calls, and goes on there a minute later. Returns whether it was due.
 */
export async function readComing(sources: ComingSources): Promise<boolean> {
  const { database, now } = sources;
  const before = await claimComingReading(database.prisma);
  if (before === null) return false;
  const meter = createMeter(before, sources);
  const freshservice = sources.createFreshservice(meter.takeCall);
  const listed = await listChanges(freshservice, before, sources);
  let state: ComingState = { ...before, ...listed, calls: 0 };
  if (listed.problem === null) {
    await checkArmed(freshservice, state, sources);
    state = { ...state, tasks: await readTasks(freshservice, state, now) };
    state = { ...state, people: await readPeople(freshservice, state) };
    const store = (verdicts: ComingState['ahead']) => storeVerdicts(database.prisma, verdicts);
    state = { ...state, ahead: await planAhead(freshservice, state, sources, store) };
  }
  const callsPerMinute = freshservice.rateLimit()?.total ?? before.callsPerMinute;
  await storeComingState(database.prisma, { ...state, callsPerMinute, calls: meter.used() });
  return true;
}

/** Throws when the share of the minute is used up, or the reading takes too long. */
function createMeter({ callsPerMinute }: ComingState, { share }: ComingSources) {
  const most = Math.max(1, Math.floor((callsPerMinute ?? MIN_CALLS_PER_MINUTE) * share));
  const begunAt = performance.now();
  let used = 0;
  return {
    used: () => used,
    takeCall() {
      if (used >= most || performance.now() - begunAt > MAX_READING_MS) throw shareIsUsed();
      used += 1;
    },
  };
}

function shareIsUsed(): AppError {
  return new AppError({
    code: 'freshservice-rate-limited',
    message: 'The Freshservice quota for coming changes is used up for this minute.',
    hint: 'The list updates again in a minute.',
    retryable: true,
  });
}

type Listed = Pick<ComingState, 'changes' | 'queryRefusedAt' | 'truncated' | 'problem'>;

/** What was known stays where the list cannot be read. */
async function listChanges(
  freshservice: Freshservice,
  before: ComingState,
  { hours, ahead, now, log }: ComingSources,
): Promise<Listed> {
  const at = now().getTime();
  const until = at + Math.max(hours, ahead.hours) * HOUR_MS;
  const range = { from: new Date(at - HOURS_BEHIND * HOUR_MS), to: new Date(until) };
  const mayFilter =
    before.queryRefusedAt === null || at - Date.parse(before.queryRefusedAt) > ASK_QUERY_AGAIN_MS;
  try {
    const { found, refused } = await fetchList(freshservice, range, mayFilter);
    return {
      changes: found.changes.flatMap(toComing).toSorted(byStart),
      truncated: found.truncated,
      queryRefusedAt: refused
        ? new Date(at).toISOString()
        : mayFilter
          ? null
          : before.queryRefusedAt,
      problem: null,
    };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    log.warn({ err: error }, 'could not list coming changes');
    const { changes, queryRefusedAt, truncated } = before;
    return { changes, queryRefusedAt, truncated, problem: error.message };
  }
}

/** An account may refuse to filter by the planned start; then all that it lists is read. */
async function fetchList(
  freshservice: Freshservice,
  range: { readonly from: Date; readonly to: Date },
  mayFilter: boolean,
): Promise<{ readonly found: ListedChanges; readonly refused: boolean }> {
  const read = (filtered: boolean) =>
    freshservice.fetchChanges({
      ...range,
      filtered,
      mostPages: filtered ? FILTERED_PAGES : UNFILTERED_PAGES,
    });
  if (!mayFilter) return { found: await read(false), refused: false };
  try {
    return { found: await read(true), refused: false };
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'freshservice-refused') throw error;
    return { found: await read(false), refused: true };
  }
}

function toComing(ticket: Ticket): readonly ComingTicket[] {
  const { reference, subject, status, approval, plannedStartAt, plannedEndAt, agentId } = ticket;
  if (plannedStartAt === null) return [];
  const times = { plannedStartAt, plannedEndAt };
  return [{ reference, subject, status, approval, ...times, agentId: agentId ?? null }];
}

function byStart(one: ComingTicket, other: ComingTicket): number {
  return Date.parse(one.plannedStartAt) - Date.parse(other.plannedStartAt);
}

/** Before the tasks are read: that no calls are left must not keep a start armed. */
async function checkArmed(
  freshservice: Freshservice,
  { changes }: ComingState,
  { runSources, log }: ComingSources,
): Promise<void> {
  try {
    await disarmChanged(runSources, async (reference) => {
      const listed = changes.find((change) => change.reference === reference);
      return listed ?? fetchIfThere(freshservice, reference);
    });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    log.warn({ err: error }, 'could not check what is armed; it is checked again at its time');
  }
}

/** The list knows one workspace; a change of another one is asked for by its number. */
async function fetchIfThere(freshservice: Freshservice, reference: string): Promise<Ticket | null> {
  const parsed = parseCanonicalReference(reference);
  if (parsed === null) return null;
  try {
    return await freshservice.fetchTicket(parsed);
  } catch (error) {
    if (error instanceof AppError && error.code === 'ticket-not-found') return null;
    throw error;
  }
}

/** Only of changes that are still listed. */
async function readTasks(
  freshservice: Freshservice,
  { changes, tasks: before }: ComingState,
  now: () => Date,
): Promise<ComingState['tasks']> {
  const known = new Map(
    changes.flatMap(({ reference }) => {
      const count = before[reference];
      return count === undefined ? [] : [[reference, count] as const];
    }),
  );
  const until = now().getTime() + TASKS_WITHIN_HOURS * HOUR_MS;
  const wanted = changes
    .filter(({ plannedStartAt, status }) => Date.parse(plannedStartAt) <= until && !status.closed)
    .toSorted((one, other) => lastRead(known, one) - lastRead(known, other));
  for (const { reference } of wanted) {
    const count = await countTasks(freshservice, reference, now);
    if (count === 'no-calls-left') break;
    known.set(reference, count);
  }
  return Object.fromEntries(known);
}

/** Unread ones come first, in the order of their start, because the sort is stable. */
function lastRead(known: ReadonlyMap<string, TaskCount>, { reference }: ComingTicket): number {
  return Date.parse(known.get(reference)?.readAt ?? '1970-01-01T00:00:00Z');
}

async function countTasks(
  freshservice: Freshservice,
  reference: string,
  now: () => Date,
): Promise<TaskCount | 'no-calls-left'> {
  const readAt = now().toISOString();
  const parsed = parseCanonicalReference(reference);
  if (parsed === null) return { readAt, snapshotTasks: 0, problemCount: 0, problems: [] };
  try {
    const tasks = await freshservice.fetchTasks(parsed);
    await parseWithinBudget({ reference }, tasks);
    return { readAt, ...judgeTasks(tasks) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === 'freshservice-rate-limited') return 'no-calls-left';
    return { readAt, snapshotTasks: 0, problemCount: 1, problems: [error.message] };
  }
}

function judgeTasks(tasks: readonly Task[]): Omit<TaskCount, 'readAt'> {
  const readings = tasks.map((task) => ({ task, reading: parseTask(task) }));
  const problems = readings.flatMap(({ task, reading }) => {
    if (reading.kind === 'problem') {
      return reading.problems.map(({ message }) => `“${task.title}”: ${message}`);
    }
    return reading.kind === 'near-miss'
      ? [`“${task.title}” looks like a snapshot request but is not one.`]
      : [];
  });
  return {
    snapshotTasks: readings.filter(({ reading }) => ['requests', 'problem'].includes(reading.kind))
      .length,
    problemCount: problems.length,
    problems: problems.slice(0, PROBLEMS_KEPT),
  };
}

/** Who the changes are assigned to, so that people find their own. */
async function readPeople(
  freshservice: Freshservice,
  { changes, people: before }: ComingState,
): Promise<ComingState['people']> {
  const ids = new Set(changes.map(({ agentId }) => agentId).filter((id) => id !== null));
  const known = new Map(Object.entries(before).filter(([id]) => ids.has(id)));
  for (const id of ids) {
    if (known.has(id)) continue;
    try {
      known.set(id, { emails: await freshservice.fetchEmails(id) });
    } catch (error) {
      if (error instanceof AppError) break;
      throw error;
    }
  }
  return Object.fromEntries(known);
}
