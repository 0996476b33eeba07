import { expect, test } from 'vitest';
import { createPersonGate, createPersonRate } from './person-gate';

const stays = new AbortController().signal;

test('one person works on so many at once, and what waits goes on in order as others leave', async () => {
  const gate = createPersonGate({ atOnce: 2, waiting: 10, words: 'reads' });
  const order: string[] = [];
  const enter = async (name: string) => {
    const leave = await gate.enter('vera', stays);
    order.push(name);
    return leave;
  };
  const [first, second] = [await enter('1'), await enter('2')];
  const waiting = [enter('3'), enter('4')];
  const other = await gate.enter('olga', stays);
  expect(order).toEqual(['1', '2']);
  second();
  const third = await waiting[0];
  expect(order).toEqual(['1', '2', '3']);
  first();
  const fourth = await waiting[1];
  expect(order).toEqual(['1', '2', '3', '4']);
  for (const leave of [third, fourth, other]) leave?.();
});

test('the request after the last that may wait is refused and told when to come back', async () => {
  const gate = createPersonGate({ atOnce: 1, waiting: 1, words: 'reads' });
  await gate.enter('vera', stays);
  void gate.enter('vera', stays);
  await expect(gate.enter('vera', stays)).rejects.toMatchObject({
    code: 'too-many-requests',
    message: 'You already have 2 reads in progress.',
    retryAfterMs: 2_000,
  });
  await gate.enter('olga', stays);
});

test('who leaves while waiting gives the place up, and leaving twice makes room for one', async () => {
  const gate = createPersonGate({ atOnce: 1, waiting: 1, words: 'reads' });
  const leave = await gate.enter('vera', stays);
  const gone = new AbortController();
  const waiting = gate.enter('vera', gone.signal);
  gone.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'too-many-requests' });
  leave();
  leave();
  const again = await gate.enter('vera', stays);
  const next = gate.enter('vera', stays);
  await expect(gate.enter('vera', stays)).rejects.toMatchObject({ code: 'too-many-requests' });
  again();
  (await next)();
});

test('a person gets so many a minute, at once or spread, and others get their own', () => {
  let now = 0;
  const take = createPersonRate(120, 'pages of the history', () => now);
  for (let page = 0; page < 120; page += 1) take('vera');
  expect(() => take('vera')).toThrow(
    'You have reached your limit of 120 pages of the history per minute.',
  );
  take('olga');
  now += 500;
  take('vera');
  expect(() => take('vera')).toThrow('your limit');
  now += 60_000;
  for (let page = 0; page < 120; page += 1) take('vera');
});
