import type { PrismaClient } from '@/lib/db/generated/client';

/** Among how many of the newest runs people are looked for: all of them would be read in whole. */
const NEWEST_RUNS = 1_000;

/** E-mails of the people who started runs lately, for the picker of the history. */
export async function listRecentAgents(prisma: PrismaClient): Promise<readonly string[]> {
  const rows = await prisma.$queryRaw<{ email: string }[]>`
    SELECT DISTINCT lower(agent_email) AS email FROM (
      SELECT agent_email FROM run ORDER BY started_at DESC, id DESC LIMIT ${NEWEST_RUNS}
    ) AS newest ORDER BY 1`;
  return rows.map(({ email }) => email);
}
