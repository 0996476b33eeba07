import { expect, test } from 'vitest';
import { createGate } from './gate';

test('lets so many in and says to the next that it is busy, until someone leaves', () => {
  const gate = createGate(2, 'exports');
  const leave = gate.enter();
  gate.enter();
  expect(() => gate.enter()).toThrow('already processing 2 exports');
  leave();
  gate.enter();
  expect(() => gate.enter()).toThrow('already processing');
});

test('leaving twice makes room for one', () => {
  const gate = createGate(1, 'exports');
  const leave = gate.enter();
  leave();
  leave();
  gate.enter();
  expect(() => gate.enter()).toThrow('already processing');
});
