import { readFileSync } from 'node:fs';
import type { z } from 'zod';

/** What a test runner wrote; null when it ended before it could. */
export function readReport<T>(file: string, schema: z.ZodType<T>): T | null {
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}
