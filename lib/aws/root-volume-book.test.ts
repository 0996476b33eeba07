import { expect, test } from 'vitest';
import type { Instance } from '@/lib/plan/inventory';
import { createRootVolumeBook } from './root-volume-book';

function buildInstance(n: number, overrides: Partial<Instance> = {}): Instance {
  return {
    instanceId: `i-${n}`,
    state: 'running',
    nameTag: `web-0${n}`,
    primaryAddress: `10.0.0.${n}`,
    addresses: [`10.0.0.${n}`],
    rootDeviceName: '/dev/xvda',
    rootVolumeId: `vol-${n}`,
    ...overrides,
  };
}

test('knows the volumes of addresses and names it has seen, each once', () => {
  const book = createRootVolumeBook();
  book.learn([buildInstance(1), buildInstance(2), buildInstance(3, { state: 'terminated' })]);
  const query = { addresses: ['10.0.0.1', '10.0.0.3', '10.0.0.9'], names: ['web-01', 'web-02'] };
  expect(book.guess(query)).toEqual(['vol-1', 'vol-2']);
});

test('the last sight of an address counts', () => {
  const book = createRootVolumeBook();
  book.learn([buildInstance(1)]);
  book.learn([buildInstance(1, { rootVolumeId: 'vol-new' })]);
  expect(book.guess({ addresses: ['10.0.0.1'], names: [] })).toEqual(['vol-new']);
});
