import { Prisma } from '@/lib/db/generated/client';
import type { Place } from './run-cursor';

/**
 * The runs of one page, found by walking the list from the edge of the page before. One row more
 * than is shown tells whether it goes on.
 */
export function selectPage(where: Prisma.Sql, place: Place): Prisma.Sql {
  return Prisma.sql`SELECT * FROM run WHERE ${where} AND ${beyondCursor(place)} ${inOrder(place)}`;
}

/** Runs that were found before, by their ids. */
export function selectRunsById(ids: readonly string[]): Prisma.Sql {
  return Prisma.sql`SELECT * FROM run WHERE id = ANY(${`{${ids.join(',')}}`}::uuid[])`;
}

export function beyondCursor({ cursor }: Place): Prisma.Sql {
  if (cursor === null) return Prisma.sql`TRUE`;
  const edge = Prisma.sql`(${cursor.startedAt}::timestamptz, ${cursor.id}::uuid)`;
  return cursor.towards === 'older'
    ? Prisma.sql`(started_at, id) < ${edge}`
    : Prisma.sql`(started_at, id) > ${edge}`;
}

/** The way back is walked from its edge as well, so its page is the nearest, not the newest. */
export function inOrder({ cursor, limit }: Place): Prisma.Sql {
  return cursor?.towards === 'newer'
    ? Prisma.sql`ORDER BY started_at, id LIMIT ${limit + 1}`
    : Prisma.sql`ORDER BY started_at DESC, id DESC LIMIT ${limit + 1}`;
}
