import type { Context } from 'hono';
import { z } from 'zod';
import type { SlackBlock } from './slack-store';

/** Arguments of a Web API method, whether they came as form, JSON or query. */
export type SlackArguments = Readonly<Record<string, unknown>>;

export async function readArguments(c: Context): Promise<SlackArguments> {
  const query = c.req.query();
  if (c.req.method === 'GET') return query;
  const type = c.req.header('content-type') ?? '';
  const body = await c.req.text();
  if (!type.includes('json')) return { ...query, ...Object.fromEntries(new URLSearchParams(body)) };
  const json = parseJson(body);
  return typeof json === 'object' && json !== null ? { ...query, ...json } : query;
}

export function textArgument(args: SlackArguments, name: string): string {
  const value = args[name];
  return typeof value === 'string' ? value : '';
}

const blocksSchema = z.array(z.looseObject({ type: z.string() }));

/** Blocks come as a list in JSON, as JSON text in a form. Null: not readable as blocks. */
export function readBlocks(args: SlackArguments): readonly SlackBlock[] | null {
  const value = args.blocks;
  if (value === undefined || value === '') return [];
  const list = typeof value === 'string' ? parseJson(value) : value;
  return blocksSchema.safeParse(list).data ?? null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
