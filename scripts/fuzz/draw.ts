import { createRandom, type Random } from '@/scripts/seed/random';

/** Chance with names: everything follows from the seed. */
export type Draw = Pick<Random, 'below' | 'chance' | 'pick'> & {
  readonly some: <T>(most: number, make: () => T) => readonly T[];
};

export function createDraw(seed: number): Draw {
  const random = createRandom(seed);
  return {
    ...random,
    some: (most, make) => Array.from({ length: random.below(most + 1) }, make),
  };
}
