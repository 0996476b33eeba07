import type { SlackBlock } from './slack-store';

const MAX_BLOCKS = 50;
const MAX_HEADER = 150;
const MAX_TEXT = 3000;
/** Slack documents no exact figure; about this much over all blocks is where it refuses. */
const MAX_TOTAL = 12_000;

/** Slack's error code for blocks it would not take, or null. */
export function checkBlocks(
  blocks: readonly SlackBlock[],
): 'invalid_blocks' | 'msg_blocks_too_long' | null {
  if (blocks.length > MAX_BLOCKS || !blocks.every(isValid)) return 'invalid_blocks';
  return blocks.flatMap(textsOf).join('').length > MAX_TOTAL ? 'msg_blocks_too_long' : null;
}

function isValid(block: SlackBlock): boolean {
  const texts = textsOf(block);
  switch (block.type) {
    case 'header':
      return texts.length === 1 && texts.every((text) => text !== '' && text.length <= MAX_HEADER);
    case 'section':
    case 'context':
      return texts.length > 0 && texts.every((text) => text !== '' && text.length <= MAX_TEXT);
    default:
      return ['divider', 'actions', 'rich_text', 'image', 'markdown'].includes(block.type);
  }
}

/** Every text of a block, in reading order: its own, its fields and its elements. */
export function textsOf(block: SlackBlock): readonly string[] {
  return collect([block.text, block.fields, block.elements]);
}

function collect(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(collect);
  if (typeof value !== 'object' || value === null) return [];
  if ('text' in value) return typeof value.text === 'string' ? [value.text] : collect(value.text);
  return 'elements' in value ? collect(value.elements) : [];
}
