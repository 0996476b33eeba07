import { buildLink, cleanText, escapeMrkdwn } from './mrkdwn';

/** A short message about something that is not a run. All of it may quote people. */
export type SlackNotice = {
  readonly title: string;
  readonly lines: readonly string[];
  readonly link: { readonly url: string; readonly label: string };
};

/** Slack's limit for a section is 3,000 characters. */
const MAX_LINES = 6;
const LINE_LIMIT = 400;

/** As Slack takes it: a section, and the same as plain text for notifications. */
export function buildNotice({ title, lines, link }: SlackNotice) {
  const shown = lines.filter((line) => line !== '').slice(0, MAX_LINES);
  const text = [
    `*${escapeMrkdwn(title, LINE_LIMIT)}*`,
    ...shown.map((line) => escapeMrkdwn(line, LINE_LIMIT)),
    buildLink(link.url, link.label),
  ].join('\n');
  return {
    blocks: [{ type: 'section' as const, text: { type: 'mrkdwn' as const, text } }],
    text: cleanText(title, LINE_LIMIT),
  };
}
