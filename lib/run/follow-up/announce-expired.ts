import { setTimeout as wait } from 'node:timers/promises';
import type { SlackNotice } from '@/lib/slack/build-notice';
import type { Engine } from '../engine/engine';
import { totalExpired, type ExpiredTotal } from '../expired-snapshots';
import { retryPauseMs } from './retry-pause';

const DAY_MS = 24 * 60 * 60_000;
/** Monday morning in Europe, before the day's changes. */
const FROM_HOUR_UTC = 7;
/** Within the five minutes that a job may take. */
const MAX_ATTEMPTS = 5;

/**
 * Tells Slack once a week what has expired; nothing where nothing has. The ledger's entry is made
 * first, so a kill in between loses the line and never doubles it. Nothing is deleted.
 */
export async function announceExpired(engine: Engine): Promise<void> {
  const { database, expiry, slack, log } = engine;
  if (expiry === null) return;
  const week = findWeek(expiry.now());
  if (week === null) return;
  const totals = await totalExpired(database.prisma, expiry.today());
  const snapshots = sum(totals.map((one) => one.snapshots));
  if (snapshots === 0) return;
  const sizeGib = sum(totals.map((one) => one.sizeGib));
  const [entry] = await database.prisma.$queryRaw<{ isNew: boolean }[]>`
    SELECT announce_expired(${week}, ${snapshots}::int, ${sizeGib}::bigint) AS "isNew"`;
  if (entry?.isNew !== true) return;
  const notice = writeNotice(totals, { snapshots, sizeGib, url: expiry.url });
  for (let attempt = 1; ; attempt += 1) {
    const sent = await slack.postNotice(notice);
    if (sent.ok) return;
    if (sent.final || attempt === MAX_ATTEMPTS) {
      return log.warn({ week, problem: sent.message }, 'could not tell Slack what has expired');
    }
    await wait(retryPauseMs(attempt, null));
  }
}

/** The Monday of the week, `YYYY-MM-DD` in UTC; null before its first morning. */
function findWeek(now: Date): string | null {
  const sinceMonday = (now.getUTCDay() + 6) % 7;
  if (sinceMonday === 0 && now.getUTCHours() < FROM_HOUR_UTC) return null;
  return new Date(now.getTime() - sinceMonday * DAY_MS).toISOString().slice(0, 10);
}

function writeNotice(
  totals: readonly ExpiredTotal[],
  { snapshots, sizeGib, url }: { snapshots: number; sizeGib: number; url: string },
): SlackNotice {
  const parts = totals.map((one) => `${one.environment} ${one.snapshots} (${one.sizeGib} GiB)`);
  return {
    title: `${snapshots === 1 ? '1 snapshot has' : `${snapshots} snapshots have`} expired, ${sizeGib} GiB`,
    lines: [parts.join(', ')],
    link: { url, label: 'Open the list' },
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
