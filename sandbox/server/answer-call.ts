import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context } from 'hono';
import type { CallLog, NewCall, RecordedCall } from './call-log';
import type { FaultEffect, FaultError } from './fault';
import type { FaultRegistry } from './fault-registry';
import { arrivalOf, type NodeEnv } from './open-server';

/** What every stand-in shares: where calls are written down, and what is to go wrong. */
export type Desk = { readonly calls: CallLog; readonly faults: FaultRegistry };

type Answering = {
  readonly context: Context<NodeEnv>;
  readonly call: NewCall;
  /** Writes a fault's error in the format of this system. */
  readonly renderError: (error: FaultError) => Response;
  /** What always goes wrong here, beside the faults that someone asked for. */
  readonly standing?: readonly FaultEffect[];
  /** Lets the call take effect. */
  readonly answer: (effects: readonly FaultEffect[]) => Response | Promise<Response>;
};

/** Records a call, lets it take effect, and lets faults strike before or after that. */
export async function answerCall(desk: Desk, answering: Answering): Promise<Response> {
  const recorded = desk.calls.record(answering.call);
  const effects = [...(answering.standing ?? []), ...desk.faults.take(answering.call)];
  const arrivedAt = arrivalOf(answering.context.env.incoming);
  const begunAt = (await holdUp('before', effects, desk, recorded)) ? performance.now() : arrivedAt;
  const response =
    (await strike('before', effects, answering, recorded)) ??
    (await answerAndStrike(effects, answering, recorded, desk, begunAt));
  if (recorded.outcome === 'open') {
    recorded.outcome = 'answered';
    recorded.status = response.status;
  }
  return response;
}

async function answerAndStrike(
  effects: readonly FaultEffect[],
  answering: Answering,
  recorded: RecordedCall,
  desk: Desk,
  begunAt: number,
): Promise<Response> {
  const answer = await answering.answer(effects);
  // The work is part of the time that an answer takes.
  await holdUp('after', effects, desk, recorded, performance.now() - begunAt);
  return (await strike('after', effects, answering, recorded)) ?? answer;
}

/** Lets time pass at this moment, what has passed included; whether there was a reason to. */
async function holdUp(
  moment: 'before' | 'after',
  effects: readonly FaultEffect[],
  { faults }: Desk,
  recorded: RecordedCall,
  passedMs = 0,
): Promise<boolean> {
  let held = false;
  for (const effect of effects) {
    if (effect.kind === 'latency' && effect.when === moment) {
      await delay(Math.max(0, effect.ms - passedMs));
      held = true;
    }
    if (effect.kind === 'hold' && effect.when === moment) {
      held = true;
      recorded.outcome = `held-${moment}`;
      await faults.untilRemoved(effect);
      recorded.outcome = 'open';
    }
  }
  return held;
}

async function strike(
  moment: 'before' | 'after',
  effects: readonly FaultEffect[],
  { context, renderError }: Answering,
  recorded: RecordedCall,
): Promise<Response | null> {
  const effect = effects.find(
    (one) => 'when' in one && one.when === moment && !ONLY_LATE.has(one.kind),
  );
  if (effect === undefined) return null;
  switch (effect.kind) {
    case 'error':
      return renderError(effect);
    case 'not-json':
      return new Response('<html><body><h1>Down for maintenance</h1></body></html>', {
        headers: { 'content-type': 'text/html' },
      });
    case 'empty-body':
      return new Response(null, { status: 200 });
    case 'cut':
      recorded.outcome = 'cut';
      context.env.incoming.socket.destroy();
      return RESPONSE_ALREADY_SENT;
    case 'hang':
      recorded.outcome = 'hung';
      await untilCallerLeaves(context);
      return RESPONSE_ALREADY_SENT;
    case 'latency':
    case 'hold':
    case 'read-lag':
    case 'slow-snapshot':
    case 'failed-snapshot':
      return null;
  }
}

const ONLY_LATE: ReadonlySet<FaultEffect['kind']> = new Set(['latency', 'hold']);

async function untilCallerLeaves(context: Context<NodeEnv>): Promise<void> {
  const { socket } = context.env.incoming;
  if (!socket.destroyed) await once(socket, 'close');
}
