import { describe, expect, it } from 'vitest';

import { formatDescription, formatDay, tagSnapshot } from './tag-snapshot';

const WORDS = {
  serverName: 'web-01',
  volumeId: 'vol-0123456789abcdef0',
  ticket: 'CHN-7303',
  agentEmail: 'olga@example.com',
};

function count(text: string | undefined): number {
  return Array.from(text ?? '').length;
}

describe('the day in a snapshot name', () => {
  it.each([
    ['2026-11-23T23:30:00Z', 'UTC', '20261123'],
    ['2026-11-23T23:30:00Z', 'Europe/Berlin', '20261124'],
    ['2026-11-23T03:00:00Z', 'America/New_York', '20261122'],
    ['2026-01-01T00:00:00Z', 'Pacific/Auckland', '20260101'],
    ['2026-12-31T12:00:00Z', 'Pacific/Kiritimati', '20270101'],
  ])('%s in %s is %s', (moment, timeZone, day) => {
    expect(formatDay(new Date(moment), timeZone)).toBe(day);
  });
});

describe('what a snapshot is called', () => {
  it('keeps date and suffix and shortens the server when EC2 would refuse the length', () => {
    const serverName = '🖥'.repeat(300);
    const [name] = tagSnapshot({ ...WORDS, serverName }, '20261123');
    expect(name?.value).toMatch(/^20261123_🖥+_snapshot$/u);
    expect(count(name?.value)).toBe(256);
    const description = formatDescription({ ...WORDS, serverName });
    expect(count(description)).toBe(255);
    expect(description).toMatch(/ before CHN-7303, requested by olga@example.com$/);
  });

  it('stays within the limits whatever the agent is called', () => {
    const words = { ...WORDS, agentEmail: `${'o'.repeat(400)}@example.com` };
    for (const { value } of tagSnapshot(words, '20261123'))
      expect(count(value)).toBeLessThanOrEqual(256);
    expect(count(formatDescription(words))).toBe(255);
  });
});
