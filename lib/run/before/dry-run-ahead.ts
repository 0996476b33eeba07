import { createHash } from 'node:crypto';
import { AppError } from '@/lib/errors/app-error';
import { buildAheadNote } from '@/lib/freshservice/build-run-note';
import type { Freshservice } from '@/lib/freshservice/create-freshservice';
import type { Logger } from '@/lib/log/logger';
import { listBlocks } from '@/lib/plan/approve-plan';
import type { Plan } from '@/lib/plan/plan';
import { previewTicket, type PreviewSources } from '@/lib/preview/preview-ticket';
import type { Slack } from '@/lib/slack/create-slack';
import { parseCanonicalReference } from '@/lib/ticket/parse-ticket-reference';
import type { AheadVerdict, ComingState, ComingTicket } from './coming-state';

export type AheadSources = {
  /** How long before its start a change is planned; 0: not at all. */
  readonly hours: number;
  readonly slack: Pick<Slack, 'postNotice'>;
  /** Whether the ticket gets a note of what Slack was told. */
  readonly note: boolean;
  readonly log: Logger;
  /** Plans with this client, which keeps to its share. */
  createPreview(freshservice: Freshservice): PreviewSources;
  /** Where people read a ticket's plan. */
  ticketUrl(reference: string): string;
};

/** The session name of these dry runs in CloudTrail: they are made in no person's name. */
const PLANNER = 'snapgate-ahead';
const HOUR_MS = 60 * 60_000;
/** A good plan is made again after this, a bad one with the next reading. */
const GOOD_FOR_MS = 10 * 60_000;
const MAX_PLANS = 5;
const PROBLEMS_KEPT = 3;

type Verdicts = ComingState['ahead'];

/**
 * Plans the changes that start soon, a few per reading. Nothing is executed. A change that is
 * withdrawn, closed or moved is forgotten. `store` keeps a verdict as told before Slack hears of it:
 * after a kill in between it is on the page only, and never told twice.
 */
export async function planAhead(
  freshservice: Freshservice,
  state: ComingState,
  { ahead, now }: { readonly ahead: AheadSources; now(): Date },
  store: (verdicts: Verdicts) => Promise<void>,
): Promise<Verdicts> {
  const near = state.changes.filter((change) => isNear(change, state, ahead.hours, now()));
  const known = new Map<string, AheadVerdict>();
  for (const { reference, plannedStartAt } of near) {
    const verdict = state.ahead[reference];
    if (verdict?.startAt === plannedStartAt) known.set(reference, verdict);
  }
  const due = near
    .filter(({ reference }) => isDue(known.get(reference), now()))
    .slice(0, MAX_PLANS);
  for (const change of due) {
    const found = await planOne(freshservice, change, ahead, now);
    if (found === null) break;
    known.set(change.reference, { ...found, told: known.get(change.reference)?.told ?? null });
  }
  for (const { reference, subject } of near) {
    const verdict = known.get(reference);
    if (verdict === undefined || !shouldTell(verdict)) continue;
    known.set(reference, { ...verdict, told: verdict.digest });
    await store(Object.fromEntries(known));
    const sent = await ahead.slack.postNotice(writeNotice(reference, subject, verdict, ahead));
    if (!sent.ok) known.set(reference, verdict);
    else if (ahead.note) await writeNote(freshservice, reference, verdict, ahead);
  }
  return Object.fromEntries(known);
}

function isNear(
  { reference, plannedStartAt, status }: ComingTicket,
  { tasks }: ComingState,
  hours: number,
  now: Date,
): boolean {
  const inMs = Date.parse(plannedStartAt) - now.getTime();
  const asks = (tasks[reference]?.snapshotTasks ?? 0) > 0;
  return asks && !status.closed && inMs >= 0 && inMs <= hours * HOUR_MS;
}

function isDue(verdict: AheadVerdict | undefined, now: Date): boolean {
  if (verdict === undefined || !verdict.good) return true;
  return now.getTime() - Date.parse(verdict.plannedAt) >= GOOD_FOR_MS;
}

/** Announces good news only after bad news. */
function shouldTell({ good, digest, told }: AheadVerdict): boolean {
  return digest !== told && (!good || told !== null);
}

/** Null: this reading has no calls left. */
async function planOne(
  freshservice: Freshservice,
  { reference, plannedStartAt }: ComingTicket,
  ahead: AheadSources,
  now: () => Date,
): Promise<Omit<AheadVerdict, 'told'> | null> {
  const parsed = parseCanonicalReference(reference);
  if (parsed === null) return null;
  const found = { plannedAt: now().toISOString(), startAt: plannedStartAt };
  try {
    const plan = await previewTicket(
      { reference: parsed, environmentChoice: null, agentEmail: PLANNER, executor: null },
      // The rules are asked for the moment at which it will start.
      { ...ahead.createPreview(freshservice), now: () => new Date(plannedStartAt) },
    );
    return { ...found, ...judgePlan(plan) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === 'freshservice-rate-limited') return null;
    return { ...found, ...judge([error.message], []) };
  }
}

function judgePlan(plan: Plan) {
  const { final, overridable } = listBlocks(plan);
  const environments = [...new Set(plan.steps.map(({ environment }) => environment))];
  return judge(
    [...final, ...overridable].map(({ message }) => message),
    environments,
  );
}

function judge(problems: readonly string[], environments: readonly string[]) {
  const text = problems.toSorted().join('\n');
  return {
    good: problems.length === 0,
    problems: problems.slice(0, PROBLEMS_KEPT),
    environments,
    digest: createHash('sha256').update(text).digest('hex').slice(0, 16),
  };
}

const NOTE_WITHIN_MS = 10_000;

/** Once per verdict: a note that is there already has its digest. A note that fails is not tried again. */
async function writeNote(
  { writer }: Freshservice,
  reference: string,
  verdict: AheadVerdict,
  { log, ticketUrl }: AheadSources,
): Promise<void> {
  const parsed = parseCanonicalReference(reference);
  if (parsed === null) return;
  const marker = `Snapgate dry run ${verdict.digest}`;
  const title = titleOf(reference, verdict);
  const html = buildAheadNote({
    marker,
    title,
    lines: verdict.problems,
    url: ticketUrl(reference),
  });
  try {
    if ((await writer.findNote(parsed, marker)) !== null) return;
    await writer.createNote(parsed, html, { deadlineAt: performance.now() + NOTE_WITHIN_MS });
  } catch (err) {
    if (!(err instanceof AppError)) throw err;
    log.warn({ err, ticket: reference }, 'could not write the note of a dry run ahead');
  }
}

function titleOf(reference: string, { good }: AheadVerdict): string {
  return good
    ? `${reference} can be executed now`
    : `${reference} starts soon but cannot be executed`;
}

function writeNotice(
  reference: string,
  subject: string,
  verdict: AheadVerdict,
  { ticketUrl }: AheadSources,
) {
  return {
    title: titleOf(reference, verdict),
    lines: [subject, ...verdict.problems],
    link: { url: ticketUrl(reference), label: 'Open the plan' },
  };
}
