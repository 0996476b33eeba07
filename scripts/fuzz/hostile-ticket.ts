import type { Draw } from './draw';
import { drawText } from './hostile-text';

/** One ticket as bytes on the wire, and the instances that its addresses lead to. */
export type HostileTicket = {
  readonly number: number;
  /** Reply of `GET /changes/{n}`. */
  readonly ticketBody: string;
  /** Reply of `GET /changes/{n}/tasks`. */
  readonly tasksBody: string;
  /** Reply of a failed call, tried instead of the ticket where it is set. */
  readonly failure: { readonly status: number; readonly body: string } | null;
  readonly nameTag: (serverName: string) => string;
  readonly agentName: string;
  readonly reason: string;
  /** What EC2, or whatever answers in its place, says about a refused create. */
  readonly awsMessage: string;
};

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Keys that would reach the prototype of code that copies them carelessly. */
const POLLUTION = '"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},';

const ODD: readonly [Json, ...Json[]] = [
  null,
  true,
  -1,
  1e308,
  2 ** 60,
  '',
  '0',
  [],
  {},
  [[]],
  { toString: 'x' },
  { length: -1 },
  0.5,
];

export function drawTicket(draw: Draw, number: number): HostileTicket {
  const tasks = draw.some(5, () => drawTask(draw, number));
  return {
    number,
    ticketBody: mangle(draw, `{"change":{${pollution(draw)}${inner(drawChange(draw))}}}`),
    tasksBody: mangle(
      draw,
      `{"tasks":[${tasks.map((task) => `{${pollution(draw)}${inner(task)}}`).join(',')}]}`,
    ),
    failure: draw.chance(0.03) ? drawFailure(draw) : null,
    nameTag: (serverName) => (draw.chance(0.3) ? serverName : cut(drawText(draw), 256)),
    agentName: cut(drawText(draw), 200),
    reason: cut(drawText(draw), 2_000),
    awsMessage: drawText(draw),
  };
}

function drawChange(draw: Draw): Readonly<Record<string, Json>> {
  return {
    subject: odd(draw, drawText(draw)),
    status: odd(draw, draw.pick([1, 2, 3, 4, 5, 6, 77])),
    approval_status: odd(draw, draw.pick([0, 1, 2, 3, 4, 5])),
    planned_start_date: odd(draw, draw.pick([null, '2026-11-02T10:00:00Z', ''])),
    planned_end_date: draw.chance(0.01) ? drawText(draw) : null,
    blackout_window: draw.pick<Json>([
      null,
      {},
      {
        name: drawText(draw),
        start_date: '2020-01-01T00:00:00Z',
        end_date: '2030-01-01T00:00:00Z',
      },
    ]),
    custom_fields: { [cut(drawText(draw), 50)]: drawText(draw) },
  };
}

/** Half of the tasks ask for something that exists, so that hostile names get all the way. */
function drawTask(draw: Draw, number: number): Readonly<Record<string, Json>> {
  const address = `10.${number % 256}.${Math.floor(number / 256) % 256}.${1 + draw.below(250)}`;
  const good = draw.chance(0.6);
  const name = draw.chance(0.5) ? drawText(draw).replaceAll(':', ' ') : 'web-01';
  return {
    id: odd(draw, number * 100 + draw.below(100)),
    title: odd(draw, good ? `snap: ${name}` : drawText(draw)),
    description: odd(draw, good ? `<p>${address}</p>` : drawText(draw)),
    status: odd(draw, 1),
    deleted: odd(draw, false),
    [draw.pick(['custom_fields', '__proto__', 'toString', 'hasOwnProperty'])]: {
      x: drawText(draw),
    },
  };
}

function drawFailure(draw: Draw): { status: number; body: string } {
  const body = JSON.stringify({ description: drawText(draw), message: drawText(draw) });
  return { status: draw.pick([400, 401, 403, 404, 409, 418, 422]), body };
}

/** Sometimes a value of a sort that Freshservice never sends. */
function odd(draw: Draw, usual: Json): Json {
  return draw.chance(0.003) ? draw.pick(ODD) : usual;
}

/** Sometimes not even JSON, or deeper than any parser likes. */
function mangle(draw: Draw, body: string): string {
  if (draw.chance(0.005)) return body.slice(0, draw.below(body.length));
  if (draw.chance(0.002)) return `${'['.repeat(3_000)}${body}${']'.repeat(3_000)}`;
  return body;
}

function pollution(draw: Draw): string {
  return draw.chance(0.1) ? POLLUTION : '';
}

function inner(fields: Readonly<Record<string, Json>>): string {
  return JSON.stringify(fields).slice(1, -1);
}

function cut(text: string, limit: number): string {
  return Array.from(text).slice(0, limit).join('');
}
