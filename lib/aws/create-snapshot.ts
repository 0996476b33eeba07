import {
  CreateSnapshotCommand,
  type CreateSnapshotCommandInput,
  type CreateSnapshotCommandOutput,
} from '@aws-sdk/client-ec2';
import { setImmediate } from 'node:timers/promises';
import type { SnapshotTag } from '@/lib/plan/plan';
import { awaitCredentials } from './build-credentials';
import { classifyCreateFailure } from './classify-create-failure';
import type { Endpoint } from './connect-ahead';
import type { AwsClients } from './create-clients';
import type { CreateOutcome } from './create-outcome';
import { parseState } from './map-snapshot';
import { renewExpired } from './renew-expired';

export type SnapshotOrder = {
  readonly volumeId: string;
  readonly description: string;
  readonly tags: readonly SnapshotTag[];
};

/** One create call, signed and held back until somebody lets it leave. */
export type PreparedCreate = {
  /**
   * Lets it leave, once; it ends after `deadlineMs`. Never throws: what became of it is the outcome.
   * `onAnswer`: EC2 has answered, what it said is not read yet.
   */
  readonly send: (call: {
    readonly deadlineMs: number;
    readonly onAnswer?: () => void;
  }) => Promise<CreateOutcome>;
  /** Nothing was sent, and nothing will be. */
  readonly drop: () => void;
};

/**
 * Makes a call ready that asks EC2 for one snapshot in exactly one attempt: whatever costs time
 * before the first byte is done, and nothing has left. Credentials that do not come within
 * `deadlineMs` are the outcome of sending it.
 */
export async function prepareSnapshot(
  clients: AwsClients,
  order: SnapshotOrder,
  { deadlineMs }: { readonly deadlineMs: number },
): Promise<PreparedCreate> {
  const door = closeDoor();
  const end = new AbortController();
  const outcome = callOnce(clients, order, door, end.signal);
  // A call that failed before the door, such as one without credentials, has its outcome already.
  const ready = Promise.race([door.reached, outcome]);
  await abortAfter(end, deadlineMs, ready);
  return {
    send({ deadlineMs: restMs, onAnswer }) {
      void door.answered.then(onAnswer);
      door.open();
      return abortAfter(end, restMs, outcome);
    },
    drop() {
      end.abort();
      door.open();
    },
  };
}

/** Lets the timer go with the work: there are many, and each one that fires costs an error. */
async function abortAfter<T>(end: AbortController, ms: number, work: Promise<T>): Promise<T> {
  const timer = setTimeout(() => end.abort(), ms);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
  }
}

async function callOnce(
  clients: AwsClients,
  order: SnapshotOrder,
  door: Door,
  abortSignal: AbortSignal,
): Promise<CreateOutcome> {
  try {
    await awaitCredentials(clients.credentials, abortSignal);
    const command = new CreateSnapshotCommand(buildCreateInput(order));
    // The last step before the first byte: the request is complete and signed, its connection open.
    command.middlewareStack.add(
      (next) => async (args) => {
        const endpoint = args.request as Endpoint;
        await clients.connections.open(endpoint);
        await door.pass();
        if (abortSignal.aborted) clients.connections.close(endpoint);
        const answer = await next(args);
        door.answer();
        // Reading ten answers takes longer than sending the ten calls that wait for them.
        await setImmediate();
        return answer;
      },
      { step: 'deserialize', priority: 'low', name: 'holdBack' },
    );
    return readReply(await clients.createEc2.send(command, { abortSignal }));
  } catch (error) {
    await renewExpired(clients, error, abortSignal);
    return classifyCreateFailure(error);
  }
}

type Door = {
  /** Resolves when somebody stands at it. */
  readonly reached: Promise<void>;
  readonly pass: () => Promise<void>;
  readonly open: () => void;
  readonly answered: Promise<void>;
  readonly answer: () => void;
};

function closeDoor(): Door {
  let reach = () => {};
  let open = () => {};
  let answer = () => {};
  const reached = new Promise<void>((resolve) => (reach = resolve));
  const opened = new Promise<void>((resolve) => (open = resolve));
  const answered = new Promise<void>((resolve) => (answer = resolve));
  const pass = () => {
    reach();
    return opened;
  };
  return { reached, pass, open, answered, answer };
}

/** The tags go with the create call itself: there is never a snapshot that cannot be found by them. */
export function buildCreateInput(order: SnapshotOrder): CreateSnapshotCommandInput {
  return {
    VolumeId: order.volumeId,
    Description: order.description,
    TagSpecifications: [
      {
        ResourceType: 'snapshot',
        Tags: order.tags.map(({ key, value }) => ({ Key: key, Value: value })),
      },
    ],
  };
}

// A 200 with an empty or foreign body comes out of the SDK as a reply without fields.
function readReply(reply: CreateSnapshotCommandOutput): CreateOutcome {
  const requestId = reply.$metadata.requestId ?? null;
  if (!reply.SnapshotId) {
    const message = 'The reply names no snapshot.';
    return { kind: 'unknown', code: 'UnreadableReply', message, requestId };
  }
  return {
    kind: 'created',
    snapshotId: reply.SnapshotId,
    state: parseState(reply.State),
    startedAt: (reply.StartTime ?? new Date()).toISOString(),
    requestId,
  };
}
