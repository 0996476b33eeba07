import type { KnownBlock } from '@slack/web-api';
import { labelSnapshotState } from '@/lib/text/label-snapshot-state';
import { countSnapshots } from '@/lib/text/count-snapshots';
import { buildLink, cleanText, escapeMrkdwn } from './mrkdwn';

/** What Slack is told about a run. */
export type RunMessage = {
  /** Canonical reference, such as `CHN-7303`. */
  readonly ticket: string;
  readonly ticketUrl: string;
  readonly subject: string;
  readonly kind: 'create' | 'delete';
  readonly agentName: string;
  readonly agentEmail: string;
  readonly status:
    'queued' | 'running' | 'succeeded' | 'partial' | 'failed' | 'rejected' | 'cancelled';
  readonly runUrl: string;
  readonly snapshots: readonly RunMessageSnapshot[];
  readonly errors: readonly string[];
  /** What was written on the ticket, and which names were corrected. */
  readonly remarks: readonly string[];
  /** Change policies that this run goes against, and why; null where it does not. */
  readonly override: { readonly rules: readonly string[]; readonly reason: string } | null;
};

export type RunMessageSnapshot = {
  readonly serverName: string;
  readonly snapshotId: string | null;
  /** The snapshot's own state, or the step's while there is none. */
  readonly state: string;
  readonly error: string | null;
};

export type SlackMessage = {
  readonly blocks: KnownBlock[];
  /** For notifications and screen readers, and where blocks cannot be shown. */
  readonly text: string;
};

/*
 * Slack's limits: 50 blocks, 3000 characters a section, 150 a header, about 12,000 over all blocks.
 * These shares stay below: 2 + 2 + 4 + 2 + 2 + 1 blocks, and under 11,800 characters.
 */
const HEADER_LENGTH = 150;
const SECTION_LENGTH = 2_900;
const SNAPSHOTS_LENGTH = 6_700;
const REMARKS_LENGTH = 800;
const OVERRIDE_LENGTH = 2_800;
const ERRORS_LENGTH = 2_500;

const STATUS_LABELS: Readonly<Record<RunMessage['status'], string>> = {
  queued: 'queued',
  running: 'creating',
  succeeded: 'completed',
  partial: 'partial',
  failed: 'failed',
  rejected: 'rejected, nothing was created',
  cancelled: 'canceled',
};

/** Completed only when EC2 says so of every snapshot; until then, what is still being copied. */
function stateLabel({ kind, status, snapshots }: RunMessage): string {
  const copying = snapshots.filter(({ state }) => state === 'pending' || state === 'recovering');
  if (kind === 'delete' && status === 'running') return 'deleting';
  if (copying.length === 0 || status === 'running') return STATUS_LABELS[status];
  const label = `copying, ${snapshots.length - copying.length} of ${snapshots.length} done`;
  return status === 'succeeded' ? label : `${STATUS_LABELS[status]}, ${label}`;
}

/** What a run looks like in Slack. Pure. */
export function buildRunMessage(message: RunMessage): SlackMessage {
  const what = message.kind === 'delete' ? 'Deletion of snapshots' : 'Snapshots';
  const title = `${what} for ${message.ticket}: ${stateLabel(message)}`;
  const header: KnownBlock = {
    type: 'header',
    text: { type: 'plain_text', text: cleanText(title, HEADER_LENGTH), emoji: false },
  };
  const blocks = [
    header,
    buildSection(formatRequest(message)),
    ...buildOverrideSections(message),
    ...buildSnapshotSections(message),
    ...buildErrorSections(message),
    ...buildRemarkSections(message),
    buildSection(buildLink(message.runUrl, 'Open the run in Snapgate')),
  ];
  return { blocks, text: buildFallback(message, title) };
}

function formatRequest(message: RunMessage): string {
  const ticket = buildLink(message.ticketUrl, escapeMrkdwn(message.ticket, 50));
  const name = escapeMrkdwn(message.agentName, 100);
  const email = escapeMrkdwn(message.agentEmail, 150);
  const subject = escapeMrkdwn(message.subject, 300);
  return `${ticket} ${subject}\nRequested by ${name} (${email})`;
}

/** Going against a rule is said openly, above what was taken. */
function buildOverrideSections({ override, runUrl }: RunMessage): readonly KnownBlock[] {
  if (override === null) return [];
  const reason = `Reason: ${escapeMrkdwn(override.reason, 400)}`;
  const rules = override.rules.map((rule) => `• ${escapeMrkdwn(rule, 200)}`);
  const lines = ['*Policy override*', reason, ...rules];
  return buildList(lines, OVERRIDE_LENGTH, 'more policies', runUrl);
}

function buildSnapshotSections(message: RunMessage): readonly KnownBlock[] {
  // Those without a snapshot come first: a long list is cut at its end.
  const lines = message.snapshots
    .toSorted((one, other) => Number(one.error === null) - Number(other.error === null))
    .map((snapshot) => formatSnapshot(snapshot, message.kind));
  const taken = message.override === null ? 0 : OVERRIDE_LENGTH;
  return buildList(lines, SNAPSHOTS_LENGTH - taken, 'more snapshots', message.runUrl);
}

function formatSnapshot(snapshot: RunMessageSnapshot, kind: RunMessage['kind']): string {
  const server = escapeMrkdwn(snapshot.serverName, 200);
  const id = snapshot.snapshotId === null ? 'no snapshot' : `\`${clean(snapshot.snapshotId)}\``;
  const error = snapshot.error === null ? '' : `: ${escapeMrkdwn(snapshot.error, 300)}`;
  const state = clean(labelSnapshotState(snapshot.state, kind));
  return `• ${server} · ${id} · ${state}${error}`;
}

function buildErrorSections(message: RunMessage): readonly KnownBlock[] {
  if (message.errors.length === 0) return [];
  const lines = message.errors.map((error) => `• ${escapeMrkdwn(error, 500)}`);
  return buildList(['*Errors*', ...lines], ERRORS_LENGTH, 'more errors', message.runUrl);
}

function buildRemarkSections({ remarks, runUrl }: RunMessage): readonly KnownBlock[] {
  if (remarks.length === 0) return [];
  const lines = remarks.map((remark) => `• ${escapeMrkdwn(remark, 300)}`);
  return buildList(lines, REMARKS_LENGTH, 'more changes', runUrl);
}

function buildList(
  lines: readonly string[],
  maxTotal: number,
  more: string,
  runUrl: string,
): readonly KnownBlock[] {
  const { chunks, omitted } = fitLines(lines, { maxPerChunk: SECTION_LENGTH, maxTotal });
  const rest = omitted === 0 ? [] : [`… and ${omitted} ${buildLink(runUrl, more)}`];
  return [...chunks, ...rest].map(buildSection);
}

function buildFallback(message: RunMessage, title: string): string {
  const done = message.snapshots.filter(({ snapshotId, state }) =>
    message.kind === 'delete' ? state === 'deleted' : snapshotId !== null,
  ).length;
  const agent = escapeMrkdwn(message.agentName, 100);
  const total = message.snapshots.length;
  const count = `${done} of ${countSnapshots(total)}`;
  return `${escapeMrkdwn(title, HEADER_LENGTH)} (${count}), requested by ${agent}. ${buildLink(message.runUrl, 'Open the run')}`;
}

function buildSection(text: string): KnownBlock {
  // Verbatim: otherwise Slack turns `@here` and `#general` in plain words into mentions.
  return { type: 'section', text: { type: 'mrkdwn', text, verbatim: true } };
}

function clean(text: string): string {
  return escapeMrkdwn(text, 60);
}

type FittedLines = {
  /** Texts of at most `maxPerChunk` characters, each of whole lines. */
  readonly chunks: readonly string[];
  /** How many lines did not fit. */
  readonly omitted: number;
};

/** Packs lines into as few chunks as possible, in order, until `maxTotal` characters are used. */
export function fitLines(
  lines: readonly string[],
  limits: { readonly maxPerChunk: number; readonly maxTotal: number },
): FittedLines {
  const chunks: string[] = [];
  let total = 0;
  for (const [index, line] of lines.entries()) {
    total += line.length + 1;
    if (total > limits.maxTotal) return { chunks, omitted: lines.length - index };
    const last = chunks.at(-1);
    if (last !== undefined && last.length + 1 + line.length <= limits.maxPerChunk) {
      chunks[chunks.length - 1] = `${last}\n${line}`;
    } else {
      chunks.push(line);
    }
  }
  return { chunks, omitted: 0 };
}
