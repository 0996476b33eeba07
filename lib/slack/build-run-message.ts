import type { KnownBlock } from '@slack/web-api';
import { buildLink, cleanText, escapeMrkdwn } from './escape-mrkdwn';
import { fitLines } from './fit-lines';
import type { RunMessage, RunMessageSnapshot } from './run-message';

export type SlackMessage = {
  readonly blocks: KnownBlock[];
  /** For notifications and screen readers, and where blocks cannot be shown. */
  readonly text: string;
};

/*
 * Slack's limits: 50 blocks, 3000 characters a section, 150 a header, about 12,000 over all blocks.
 * These shares stay below: 2 + 2 + 4 + 2 + 1 blocks, and under 11,800 characters.
 */
const HEADER_LENGTH = 150;
const SECTION_LENGTH = 2_900;
const SNAPSHOTS_LENGTH = 7_500;
const OVERRIDE_LENGTH = 2_800;
const ERRORS_LENGTH = 2_500;

const STATUS_WORDS: Readonly<Record<RunMessage['status'], string>> = {
  queued: 'queued',
  running: 'running',
  succeeded: 'all taken',
  partial: 'only some taken',
  failed: 'none taken',
  rejected: 'refused, nothing taken',
  cancelled: 'cancelled',
};

/** What a run looks like in Slack. Pure. */
export function buildRunMessage(message: RunMessage): SlackMessage {
  const title = `Snapshots for ${message.ticket}: ${STATUS_WORDS[message.status]}`;
  const header: KnownBlock = {
    type: 'header',
    text: { type: 'plain_text', text: cleanText(title, HEADER_LENGTH), emoji: false },
  };
  const blocks = [
    header,
    buildSection(describeRequest(message)),
    ...buildOverrideSections(message),
    ...buildSnapshotSections(message),
    ...buildErrorSections(message),
    buildSection(buildLink(message.runUrl, 'Open the run in Snapgate')),
  ];
  return { blocks, text: buildFallback(message, title) };
}

function describeRequest(message: RunMessage): string {
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
  const lines = ['*Against a rule of the service desk*', reason, ...rules];
  return buildList(lines, OVERRIDE_LENGTH, 'more rules', runUrl);
}

function buildSnapshotSections(message: RunMessage): readonly KnownBlock[] {
  // Those without a snapshot come first: a long list is cut at its end.
  const lines = message.snapshots
    .toSorted((one, other) => Number(one.error === null) - Number(other.error === null))
    .map(describeSnapshot);
  const taken = message.override === null ? 0 : OVERRIDE_LENGTH;
  return buildList(lines, SNAPSHOTS_LENGTH - taken, 'more snapshots', message.runUrl);
}

function describeSnapshot(snapshot: RunMessageSnapshot): string {
  const server = escapeMrkdwn(snapshot.serverName, 200);
  const id = snapshot.snapshotId === null ? 'no snapshot' : `\`${clean(snapshot.snapshotId)}\``;
  const error = snapshot.error === null ? '' : `: ${escapeMrkdwn(snapshot.error, 300)}`;
  return `• ${server} · ${id} · ${clean(snapshot.state)}${error}`;
}

function buildErrorSections(message: RunMessage): readonly KnownBlock[] {
  if (message.errors.length === 0) return [];
  const lines = message.errors.map((error) => `• ${escapeMrkdwn(error, 500)}`);
  return buildList(['*Errors*', ...lines], ERRORS_LENGTH, 'more errors', message.runUrl);
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
  const taken = message.snapshots.filter((one) => one.snapshotId !== null).length;
  const agent = escapeMrkdwn(message.agentName, 100);
  const count = `${taken} of ${message.snapshots.length} snapshots`;
  return `${escapeMrkdwn(title, HEADER_LENGTH)} (${count}), requested by ${agent}. ${buildLink(message.runUrl, 'Open the run')}`;
}

function buildSection(text: string): KnownBlock {
  // Verbatim: otherwise Slack turns `@here` and `#general` in plain words into mentions.
  return { type: 'section', text: { type: 'mrkdwn', text, verbatim: true } };
}

function clean(text: string): string {
  return escapeMrkdwn(text, 60);
}
