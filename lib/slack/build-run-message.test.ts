import { describe, expect, it } from 'vitest';
import { buildRunMessage, type RunMessage, type RunMessageSnapshot } from './build-run-message';

function message(overrides: Partial<RunMessage> = {}): RunMessage {
  return {
    ticket: 'CHN-7303',
    ticketUrl: 'https://acme.freshservice.com/a/changes/7303',
    subject: 'Upgrade OpenSSL',
    agentName: 'Jo Doe',
    agentEmail: 'jo@example.com',
    status: 'succeeded',
    runUrl: 'https://snapgate.example.com/runs/1',
    snapshots: [snapshot()],
    errors: [],
    remarks: [],
    kind: 'create',
    override: null,
    ...overrides,
  };
}

function snapshot(overrides: Partial<RunMessageSnapshot> = {}): RunMessageSnapshot {
  return {
    serverName: 'web-01',
    snapshotId: 'snap-0a1',
    state: 'completed',
    error: null,
    ...overrides,
  };
}

/** The texts of all blocks, in order. */
function textsOf(given: RunMessage): readonly string[] {
  return buildRunMessage(given).blocks.map((block) => {
    if (block.type === 'header') return block.text.text;
    return block.type === 'section' ? (block.text?.text ?? '') : '';
  });
}

describe('buildRunMessage', () => {
  it('says openly against which rule the run goes, and why', () => {
    const override = { rules: ['CHN-7303 is closed.'], reason: 'Outage <INC-1>, agreed by Ida' };
    const section = textsOf(message({ override })).find((text) => text.includes('Policy override'));
    expect(section).toBe(
      '*Policy override*\nReason: Outage &lt;INC-1&gt;, agreed by Ida\n• CHN-7303 is closed.',
    );
  });

  it('names ticket and agent, one line per snapshot, the errors, and the run', () => {
    const texts = textsOf(
      message({
        status: 'partial',
        snapshots: [
          snapshot(),
          snapshot({
            serverName: 'db-01',
            snapshotId: null,
            state: 'failed',
            error: 'No such volume.',
          }),
        ],
        errors: ['1 of 2 snapshots could not be taken.'],
      }),
    );
    expect(texts).toEqual([
      'Snapshots for CHN-7303: partial',
      '<https://acme.freshservice.com/a/changes/7303|CHN-7303> Upgrade OpenSSL\nRequested by Jo Doe (jo@example.com)',
      '• db-01 · no snapshot · failed: No such volume.\n• web-01 · `snap-0a1` · completed',
      '*Errors*\n• 1 of 2 snapshots could not be taken.',
      '<https://snapgate.example.com/runs/1|Open the run in Snapgate>',
    ]);
  });

  it('has a text for where blocks cannot be shown', () => {
    expect(buildRunMessage(message()).text).toBe(
      'Snapshots for CHN-7303: completed (1 of 1 snapshot), requested by Jo Doe. <https://snapgate.example.com/runs/1|Open the run>',
    );
  });

  it('says completed only when EC2 does of every snapshot', () => {
    const snapshots = [snapshot(), snapshot({ state: 'pending' })];
    expect(textsOf(message({ snapshots }))[0]).toBe('Snapshots for CHN-7303: copying, 1 of 2 done');
    expect(textsOf(message({ snapshots, status: 'partial' }))[0]).toBe(
      'Snapshots for CHN-7303: partial, copying, 1 of 2 done',
    );
  });

  it('says the state of a snapshot in the words of the page', () => {
    const snapshots = ['pending', 'unknown', 'recoverable', 'skipped'].map((state) =>
      snapshot({ state }),
    );
    expect(textsOf(message({ snapshots }))[2]?.split('\n')).toEqual([
      '• web-01 · `snap-0a1` · copying',
      '• web-01 · `snap-0a1` · verifying',
      '• web-01 · `snap-0a1` · in the Recycle Bin',
      '• web-01 · `snap-0a1` · skipped',
    ]);
    const deletes = message({ kind: 'delete', snapshots: [snapshot({ state: 'calling' })] });
    expect(textsOf(deletes)[2]).toBe('• web-01 · `snap-0a1` · deleting');
  });

  it('says that a refused run took nothing', () => {
    const texts = textsOf(message({ status: 'rejected', snapshots: [], errors: ['It changed.'] }));
    expect(texts[0]).toBe('Snapshots for CHN-7303: rejected, nothing was created');
    expect(texts).toHaveLength(4);
  });

  it('lets no ticket text mention people, write links or add lines', () => {
    const evil = 'x <!channel> <@U1> @here\n• fake · `snap-9` · completed <http://evil.example|y>';
    const given = message({
      subject: evil,
      agentName: evil,
      agentEmail: evil,
      ticket: evil,
      snapshots: [snapshot({ serverName: evil, error: evil, state: evil, snapshotId: evil })],
      errors: [evil],
    });
    const { blocks, text } = buildRunMessage(given);
    const mrkdwn = [...textsOf(given).slice(1), text].join('\n');
    expect(mrkdwn).not.toMatch(/<[!@#]/);
    expect(mrkdwn.match(/<http[^|]*\|/g)?.every((link) => !link.includes('evil'))).toBe(true);
    expect(textsOf(given)[2]?.split('\n')).toHaveLength(1);
    expect(textsOf(given)[0]).not.toContain('\n');
    for (const block of blocks) {
      if (block.type === 'section') expect(block.text).toMatchObject({ verbatim: true });
    }
  });

  it.each([
    ['many snapshots', 1_000, 0, 'web-01'],
    ['many errors', 1, 1_000, 'web-01'],
    ['the longest names, all escaped', 500, 500, '&'.repeat(200)],
  ])(
    'stays within the limits of Slack with %s, and counts what it left out',
    (_, many, bad, name) => {
      const given = message({
        subject: '<'.repeat(1_000),
        agentName: '&'.repeat(1_000),
        snapshots: Array.from({ length: many }, () => snapshot({ serverName: name, error: name })),
        errors: Array.from({ length: bad }, () => `${name} failed`),
        override: { rules: Array(4).fill(name), reason: '&'.repeat(2_000) },
      });
      const texts = textsOf(given);
      expect(texts.length).toBeLessThanOrEqual(50);
      expect(Math.max(...texts.map((text) => text.length))).toBeLessThanOrEqual(3_000);
      expect(texts[0]?.length).toBeLessThanOrEqual(150);
      expect(texts.join('').length).toBeLessThanOrEqual(12_000);
      const shown = texts
        .join('\n')
        .split('\n')
        .filter((line) => line.startsWith('• ')).length;
      const left = [...texts.join('\n').matchAll(/… and (\d+) </g)].map(([, count]) =>
        Number(count),
      );
      expect(shown + left.reduce((sum, count) => sum + count, 0)).toBe(many + bad + 4);
      expect(left.length).toBeGreaterThan(0);
    },
  );
});
