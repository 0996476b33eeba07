import { createRandom } from '../chaos/seeded-random';

/** Chance with names: everything follows from the seed. */
export type Draw = {
  /** A whole number from 0 to below `limit`. */
  readonly below: (limit: number) => number;
  readonly chance: (probability: number) => boolean;
  readonly pick: <T>(list: readonly [T, ...T[]]) => T;
  readonly some: <T>(most: number, make: () => T) => readonly T[];
};

export function createDraw(seed: number): Draw {
  const random = createRandom(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  return {
    below,
    chance: (probability) => random() < probability,
    pick: (list) => list[below(list.length)] ?? list[0],
    some: (most, make) => Array.from({ length: below(most + 1) }, make),
  };
}
