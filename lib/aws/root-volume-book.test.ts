import { expect, test } from 'vitest';
import { buildInstance } from '@/lib/plan/test-plan-input';
import { createRootVolumeBook } from './root-volume-book';

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
