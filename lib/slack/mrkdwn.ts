/**
 * Text from people, made harmless for Slack's mrkdwn and cut to `maxLength` characters: `&`, `<`
 * and `>` are escaped, so no mention or link can be written in it; line ends and control characters
 * become spaces, so that one server stays one line; invisible and direction-changing characters
 * go; back-ticks, which would swallow the lines up to the next one, become apostrophes.
 */
export function escapeMrkdwn(text: string, maxLength: number): string {
  // Cut before escaping, by character: half an entity or half a surrogate pair must not be sent.
  return [...cleanText(text, maxLength)].map((one) => ENTITIES[one] ?? one).join('');
}

/** The same without escaping, for Slack's `plain_text`, which reads no markup. */
export function cleanText(text: string, maxLength: number): string {
  const clean = text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/[\p{Cf}\p{Cs}]/gu, '')
    .trim();
  const characters = [...clean];
  return characters.length <= maxLength ? clean : `${characters.slice(0, maxLength - 1).join('')}…`;
}

/** A link; its address is ours, but a `|` or `>` in it would still end it early. */
export function buildLink(url: string, label: string): string {
  const address = url.replace(/[<>|\s]/g, encodeURIComponent).replaceAll('&', '&amp;');
  return `<${address}|${label}>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '`': "'",
};
