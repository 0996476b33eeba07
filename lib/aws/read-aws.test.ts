import { expect, it } from 'vitest';
import { splitIntoBatches } from './read-aws';

it.each([
  [0, []],
  [1, [1]],
  [200, [200]],
  [201, [200, 1]],
  [1_000, [200, 200, 200, 200, 200]],
])('splits %i values into batches that one filter takes', (count, sizes) => {
  const values = Array.from({ length: count }, (_, index) => `10.0.${index >> 8}.${index & 255}`);
  const batches = splitIntoBatches([...values, ...values]);
  expect(batches.map((batch) => batch.length)).toEqual(sizes);
  expect(batches.flat()).toEqual(values);
});
