import type { SlackMessage } from '@/lib/slack/build-run-message';
import { findUnseen, quote } from './finding';

type Text = { readonly type: string; readonly text: string; readonly verbatim?: boolean };

const ENTITY = /&(?!(?:amp|lt|gt);)/;

/**
 * What Slack would refuse, or read as more than text. `links` are the addresses that we put into
 * the message ourselves; every `<…>` must be a link to one of them.
 */
export function checkSlack(message: SlackMessage, links: readonly string[]): readonly string[] {
  const texts = message.blocks.flatMap(textsOf);
  const total = texts.reduce((sum, { text }) => sum + text.length, 0);
  return [
    ...(message.blocks.length > 50 ? [`${message.blocks.length} blocks`] : []),
    ...(total > 12_000 ? [`${total} characters over all blocks`] : []),
    ...(message.text.length > 4_000 ? [`a fallback of ${message.text.length} characters`] : []),
    ...texts.flatMap((text) => checkText(text, links)),
    ...checkMarkup(message.text, links),
  ];
}

function textsOf(block: SlackMessage['blocks'][number]): readonly Text[] {
  return 'text' in block && typeof block.text === 'object' ? [block.text] : [];
}

function checkText(block: Text, links: readonly string[]): readonly string[] {
  const { type, text } = block;
  if (text === '') return ['a block without text, which Slack refuses'];
  if (type === 'plain_text') {
    const unseen = findUnseen(text);
    return [
      ...(text.length > 150 ? [`a header of ${text.length} characters`] : []),
      ...(unseen === null ? [] : [`the character ${quote(unseen)} in the header`]),
    ];
  }
  return [
    ...(text.length > 3_000 ? [`a section of ${text.length} characters`] : []),
    // Without it Slack makes mentions of `@here` and `#general` in plain words.
    ...(block.verbatim === true ? [] : ['a section that Slack looks for mentions in']),
    ...checkMarkup(text, links),
  ];
}

function checkMarkup(text: string, links: readonly string[]): readonly string[] {
  const problems: string[] = [];
  const rest = text.replace(/<([^<>]*)>/g, (whole, content: string) => {
    const [address = '', label, ...more] = content.split('|');
    const ours = links.includes(address.replaceAll('&amp;', '&'));
    if (!ours || label === undefined || more.length > 0)
      problems.push(`the markup ${quote(whole)}`);
    return '';
  });
  if (/[<>]/.test(rest)) problems.push(`a bracket on its own in ${quote(rest)}`);
  if (ENTITY.test(rest)) problems.push(`an ampersand that is not escaped in ${quote(rest)}`);
  const unseen = findUnseen(text, '\n');
  if (unseen !== null) problems.push(`the character ${quote(unseen)} in ${quote(text)}`);
  return problems;
}
