import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hostileText } from '@/testing/hostile-text';
import { buildRunNote, noteMarker, type RunNote } from './build-run-note';

const NOTE: RunNote = {
  runId: '01890a5d-ac96-774b-bcce-b302099a8057',
  kind: 'create',
  agentName: 'Olga Operator',
  agentEmail: 'olga@example.com',
  outcome: '1 of 1 snapshot created',
  runUrl: 'https://snapgate.example.com/runs/1',
  snapshots: [
    {
      environment: 'prod-eu',
      serverName: 'web-01',
      snapshotId: 'snap-1',
      state: 'completed',
      error: null,
    },
  ],
  errors: [],
  reason: null,
  openTasks: [],
};

/** What is left when the tags that we write are taken out. */
function withoutOwnTags(html: string): string {
  return html
    .replace('<a href="https://snapgate.example.com/runs/1">', '')
    .replaceAll(/<\/?(?:p|b|br|table|tr|td|th|ul|li|a)>/g, '');
}

test('text from outside never becomes a tag, an attribute or an entity of its own', () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      const html = buildRunNote({
        ...NOTE,
        agentName: text,
        errors: [text],
        openTasks: [text],
        snapshots: [
          { environment: text, serverName: text, snapshotId: text, state: text, error: text },
        ],
      });
      expect(withoutOwnTags(html)).not.toMatch(/[<>"']/);
      expect(html.replaceAll(/&(?:amp|lt|gt|quot|#39);/g, '')).not.toContain('&');
    }),
  );
});

test('it begins with its marker and names what is there', () => {
  const html = buildRunNote(NOTE);
  expect(html.replaceAll(/<[^>]*>/g, '').startsWith(noteMarker(NOTE.runId))).toBe(true);
  for (const text of ['Olga Operator', 'prod-eu', 'web-01', 'snap-1', 'completed', NOTE.runUrl]) {
    expect(html).toContain(text);
  }
});

test('the state of a snapshot is said in the words of the page', () => {
  const snapshots = NOTE.snapshots.map((one) => ({ ...one, state: 'pending' }));
  expect(buildRunNote({ ...NOTE, snapshots })).toContain('<td>copying</td>');
});

test('a long list is cut and says so', () => {
  const [one] = NOTE.snapshots;
  if (one === undefined) throw new Error('no snapshot');
  const html = buildRunNote({ ...NOTE, snapshots: Array.from({ length: 130 }, () => one) });
  expect(html).toContain('… and 30 more in Snapgate');
  expect(html.match(/snap-1/g)).toHaveLength(100);
});
