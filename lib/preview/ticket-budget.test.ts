import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { parseTask } from '@/lib/ticket/parse-task';
import { buildTask, buildTicket } from '@/testing/plan-input';
import { startTestServices } from '@/testing/test-services';
import { parseWithinBudget, TICKET_BUDGET } from './ticket-budget';

const repeat = (text: string, chars: number) => text.repeat(Math.ceil(chars / text.length));
const addresses = (count: number, from = 0) =>
  Array.from({ length: count }, (_, at) => {
    const n = from + at;
    return `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`;
  }).join(';');
const tasksOf = (count: number, title: string, html: (index: number) => string | null) =>
  Array.from({ length: count }, (_, index) => buildTask(index + 1, title, html(index)));

test.each([
  ['tasks', tasksOf(2_001, 'Call the desk', () => null), 'it has 2,001 tasks. The limit is 2,000.'],
  [
    'characters of 50 list tasks of 100 kB',
    tasksOf(50, 'snapshots', () => repeat('<p><b>', 100_000)),
    'it has more than 1,000,000 characters of task text. The limit is 1,000,000.',
  ],
  [
    'addresses of 50 tasks of 8,000',
    tasksOf(50, 'snapshots', (index) => addresses(8_000, index * 8_000)),
    'it has more than 1,000 servers to snapshot. The limit is 1,000.',
  ],
])('a ticket with too many %s is refused with a sentence', async (_, tasks, sentence) => {
  await expect(parseWithinBudget(buildTicket(), tasks)).rejects.toMatchObject({
    code: 'ticket-too-large',
    message: `CHN-7303 is too large: ${sentence}`,
  });
});

test('descriptions of tasks that ask for nothing cost nothing', async () => {
  const tasks = tasksOf(100, 'Call the desk', () => repeat('<p>x', 100_000));
  await expect(parseWithinBudget(buildTicket(), tasks)).resolves.toBeUndefined();
});

test('what was parsed within the budget is not parsed again', async () => {
  const [task] = tasksOf(1, 'snapshots', () => addresses(10));
  if (task === undefined) return;
  await parseWithinBudget(buildTicket(), [task]);
  expect(parseTask(task)).toBe(parseTask(task));
});

test('other work goes on while a large ticket is parsed', async () => {
  const tasks = tasksOf(9, 'snapshots', () => repeat('<p><b>', 100_000));
  // A fast machine parses all of them within one slice; by this clock each takes longer than that.
  let nowMs = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => (nowMs += 25));
  onTestFinished(() => void vi.restoreAllMocks());
  const order: string[] = [];
  const parsing = parseWithinBudget(buildTicket(), tasks).then(() => order.push('parsed'));
  const other = (async () => {
    await nextTurn();
    order.push('other work');
  })();
  await Promise.all([parsing, other]);
  expect(order).toEqual(['other work', 'parsed']);
});

test('the largest plan that is answered is below its limit, and the lookup says what was too much', async () => {
  const services = await startTestServices();
  services.sandbox.freshservice.writeTasks(
    'CHN-7303',
    Array.from({ length: 1_001 }, (_, at) => ({
      title: `snap: web-${at}`,
      description: `10.1.${at >> 8}.${at & 255}`,
    })),
  );
  await expect(services.preview('CHN-7303')).rejects.toMatchObject({ code: 'ticket-too-large' });
  services.sandbox.freshservice.writeTasks(
    'CHN-7303',
    Array.from({ length: 1_000 }, (_, at) => ({
      title: `snap: web-${at}`,
      description: `10.1.${at >> 8}.${at & 255}`,
    })),
  );
  const plan = await services.preview('CHN-7303');
  expect(plan.tasks).toHaveLength(1_000);
  expect(Buffer.byteLength(JSON.stringify(plan))).toBeLessThan(TICKET_BUDGET.answerBytes);
});
