import pino from 'pino';
import { AppError } from '@/lib/errors/app-error';
import { findRun } from '@/lib/history/find-run';
import { formatLog, listEvents } from '@/lib/history/run-log';
import { cleanLogLine } from '@/lib/log/logger';
import { buildPlan } from '@/lib/plan/build-plan';
import { listLookups } from '@/lib/plan/index-inventory';
import { listRequiredAcknowledgements } from '@/lib/plan/approve-plan';
import type { Plan } from '@/lib/plan/plan';
import { storeExecution } from '@/lib/run/execute-ticket';
import type { ExecuteRequest, RunDetail } from '@/lib/run/run';
import type { Services } from '@/lib/services/services';
import {
  buildRunMessage as buildSlackMessage,
  type RunMessage,
} from '@/lib/slack/build-run-message';
import { buildInventory } from './build-inventory';
import { checkLogLine, checkLogText } from './check-log';
import { checkPage } from './check-page';
import { checkSlack } from './check-slack';
import { draftRun, readAgentName, readRefusal, type Draft } from './draft-run';
import { findUnseen, quote, type Finding } from './finding';
import type { HostileTicket } from './hostile-ticket';
import { renderPage } from './render-page';

export type Walk = {
  /** The run, where it has not been stored yet. */
  readonly draft: RunDetail | null;
  /** How far this ticket got: Freshservice's answer was refused, or a run was stored. */
  readonly outcome: 'unreadable' | 'rejected' | 'started';
  readonly findings: readonly Finding[];
};

type Report = (surface: Finding['surface'], problems: readonly string[]) => void;

type Depth = {
  /** By way of the database, as Execute does it; else the run is handed back to be stored later. */
  readonly deep: boolean;
  /** Renders the pages and reads them as a browser would, which costs most of all. */
  readonly page: boolean;
};

/** One hostile ticket through everything that its text can reach, but for the export. */
export async function walkTicket(
  services: Services,
  hostile: HostileTicket,
  { deep, page }: Depth,
): Promise<Walk> {
  const findings: Finding[] = [];
  const report: Report = (surface, problems) => {
    findings.push(...problems.map((what) => ({ surface, ticket: hostile.number, what })));
  };
  try {
    const plan = await planTicket(services, hostile, report);
    if (plan === null) return { outcome: 'unreadable', draft: null, findings };
    const request = requestOf(plan, hostile, services);
    const draft = deep
      ? await storeAsExecuteDoes(services, { plan, request, hostile })
      : draftRun(plan, request, hostile);
    if (page) report('page', checkPage(renderPage(plan, draft.run, draft.events), plan.ticket.url));
    show(services, hostile, { ...draft, report });
    const outcome = draft.run.status === 'rejected' ? 'rejected' : 'started';
    return { outcome, draft: deep ? null : draft.run, findings };
  } catch (error) {
    const what = error instanceof Error ? (error.stack ?? '') : String(error);
    report('plan', [`a crash: ${quote(what)}`]);
    return { outcome: 'unreadable', draft: null, findings };
  }
}

/** Null where Freshservice's answer was refused, which is an answer too. */
async function planTicket(
  { freshservice }: Services,
  hostile: HostileTicket,
  report: Report,
): Promise<Plan | null> {
  const reference = { kind: 'CHN', number: hostile.number } as const;
  try {
    const ticket = await freshservice.fetchTicket(reference);
    const tasks = await freshservice.fetchTasks(reference);
    return buildPlan({
      ticket,
      tasks,
      inventories: [
        buildInventory(listLookups(tasks), hostile.number, () => hostile.nameTag('web-01')),
      ],
      environmentChoice: 'prod-eu',
      agentEmail: 'olga@example.com',
      executor: null,
      now: new Date('2026-11-24T12:00:00Z'),
      timeZone: 'UTC',
    });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const unseen = findUnseen(error.message);
    if (unseen !== null) report('parse', [`the character ${quote(unseen)} in an error`]);
    report('log', checkLogLine(writeLogLine({ err: error }, error.message)));
    return null;
  }
}

function requestOf(plan: Plan, hostile: HostileTicket, { engine }: Services): ExecuteRequest {
  return {
    ticket: plan.ticket.reference,
    environment: plan.environmentChoice,
    fingerprint: plan.fingerprint,
    acknowledged: listRequiredAcknowledgements(plan),
    reason: hostile.reason,
    idempotencyKey: engine.newId(),
  };
}

type Execution = {
  readonly plan: Plan;
  readonly request: ExecuteRequest;
  readonly hostile: HostileTicket;
};

async function storeAsExecuteDoes(
  { database, runSources }: Services,
  { plan, request, hostile }: Execution,
): Promise<Draft> {
  const agent = { subject: 'fuzz', email: 'olga@example.com', name: readAgentName(hostile) };
  const planned = {
    plan,
    readingSince: new Date().toISOString(),
    planAgain: () => Promise.resolve(plan),
  };
  const requester = { agent, sessionId: null, mayOverride: true, executor: null };
  const { runId } = await storeExecution(request, planned, requester, runSources);
  const { code, message } = readRefusal(hostile);
  await database.prisma.step.updateMany({
    where: { runId },
    data: { status: 'failed', errorCode: code, errorMessage: message },
  });
  const run = await findRun(database.prisma, runId);
  if (run === null) throw new Error('The run is gone.');
  const events = await listEvents(database.prisma, runId, { level: 'debug', after: 0 });
  return { run, events };
}

function show(
  { engine }: Services,
  hostile: HostileTicket,
  { run, events, report }: Draft & { readonly report: Report },
): void {
  const { subject, url } = run.plan.ticket;
  report('log', checkLogText(formatLog(events), events.length));
  const logged = { subject, err: new Error(hostile.awsMessage) };
  report('log', checkLogLine(writeLogLine(logged, hostile.reason)));
  const runUrl = engine.runUrl(run.id);
  report('slack', checkSlack(buildSlackMessage(buildMessage(run, runUrl)), [url, runUrl]));
  if ('polluted' in {}) report('parse', ['the prototype of every object was changed']);
}

function buildMessage(run: RunDetail, runUrl: string): RunMessage {
  return {
    ...run,
    ticketUrl: run.plan.ticket.url,
    subject: run.ticketSubject,
    runUrl,
    snapshots: run.steps.map(({ serverName, errorMessage }) => {
      return { serverName, snapshotId: null, state: 'failed', error: errorMessage };
    }),
    errors: run.errorMessage === null ? [] : [run.errorMessage],
    remarks: run.steps.map(({ serverName }) => `Name of snap-1 corrected to ${serverName}.`),
    override: { rules: run.plan.findings.map(({ message }) => message), reason: run.reason ?? '' },
  };
}

/** What the process would log, as the real logger ends it. */
function writeLogLine(data: object, message: string): string {
  let line = '';
  const sink = { write: (text: string) => void (line += text) };
  pino({ base: null, hooks: { streamWrite: cleanLogLine } }, sink).warn(data, message);
  return line;
}
