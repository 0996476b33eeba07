import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Agent, fetch } from 'undici';
import { v7 as createId } from 'uuid';
import { listRequiredAcknowledgements } from '@/lib/plan/approve-plan';
import type { Plan } from '@/lib/plan/plan';
import type { Case } from './database-cases';
import type { Rig } from './rig';
import { until } from './tools';
import { shareWeb, signIn, type Host, type Web } from './web';

const RESTARTS = 20;
const EVERY_MS = 50;
/** A busy machine is asked less often, never drowned. */
const MAX_IN_FLIGHT = 12;
const CREATE_MS = 700;
const PATHS = ['/', '/runs', '/api/runs', '/api/tickets/recent'];

export const RESTART_CASES: readonly Case[] = [
  {
    name: `nginx: 20 requests a second over ${RESTARTS} restarts with runs, none fails`,
    run: restartUnderLoad,
  },
];

async function restartUnderLoad(rig: Rig): Promise<void> {
  const web = await shareWeb(rig);
  const client = await openClient(rig, web);
  const fault = { kind: 'latency', ms: CREATE_MS } as const;
  const faultId = web.sandbox.faults.add({
    system: 'ec2',
    operation: 'CreateSnapshot',
    effect: fault,
  });
  const finish = askSteadily(client);
  const runs: string[] = [];
  let during = 0;
  for (let time = 0; time < RESTARTS; time += 1) {
    const host = web.hosts[time % 2 === 0 ? 0 : 1];
    runs.push(await client.execute());
    during += await stopDuringCreates(rig, web, host);
    await host.restart();
  }
  const { asked, failed, seconds } = await finish();
  web.sandbox.faults.remove(faultId);
  const created = await untilEnded(rig, web, runs);
  console.log(
    `       ${asked} requests in ${seconds} s, ${failed.length} failed; ${runs.length} runs, ${created} snapshots, ${during} restarts while a call was in flight`,
  );
  assert.deepEqual(failed, [], web.nginx.readLog());
  assert.ok(during > 0, 'no restart met a call in flight');
}

type Client = {
  readonly get: (path: string) => Promise<{ readonly status: number; readonly text: string }>;
  /** Looks the next ticket up and posts Execute; gives the run's id. */
  readonly execute: () => Promise<string>;
};

/** The requests of a browser that is signed in, over TLS that is verified. */
async function openClient(rig: Rig, { nginx, openPage, nextTicket }: Web): Promise<Client> {
  const page = await openPage();
  await signIn(page, nginx.url);
  const cookies = await page.context().cookies(nginx.url);
  await page.context().close();
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  const dispatcher = new Agent({ connect: { ca: readFileSync(rig.certificates.ca) } });
  rig.onClose(() => dispatcher.close());
  const send = async (path: string, init: { body?: string; headers?: Record<string, string> }) => {
    const headers = { cookie, 'sec-fetch-site': 'same-origin', ...init.headers };
    const method = init.body === undefined ? 'GET' : 'POST';
    const options = { ...init, method, headers, dispatcher, redirect: 'manual' } as const;
    const answer = await fetch(nginx.url + path, options);
    return { status: answer.status, text: await answer.text() };
  };
  const get = (path: string) => send(path, {});
  const action = findAction('executeRun');
  return {
    get,
    async execute() {
      const { reference, environment } = nextTicket();
      const path = `/tickets/${reference}`;
      const looked = await get(`/api${path}/plan?environment=${environment}`);
      assert.equal(looked.status, 200, `${looked.text}\n${nginx.readLog()}`);
      const { plan } = JSON.parse(looked.text) as { readonly plan: Plan };
      const request = {
        ticket: plan.ticket.reference,
        environment: plan.environmentChoice,
        fingerprint: plan.fingerprint,
        acknowledged: listRequiredAcknowledgements(plan),
        reason: null,
        idempotencyKey: createId(),
      };
      const answer = await send(path, {
        body: JSON.stringify([request]),
        headers: {
          'next-action': action,
          'content-type': 'text/plain;charset=UTF-8',
          accept: 'text/x-component',
          origin: nginx.url,
        },
      });
      const runId = /"runId":"([0-9a-f-]{36})"/.exec(answer.text)?.[1];
      assert.ok(runId !== undefined, `Execute: ${answer.status} ${answer.text.slice(0, 500)}`);
      return runId;
    },
  };
}

function findAction(name: string): string {
  const manifest = JSON.parse(
    readFileSync('dist/.next/server/server-reference-manifest.json', 'utf8'),
  ) as { readonly node: Readonly<Record<string, { readonly exportedName: string }>> };
  const found = Object.entries(manifest.node).find(([, { exportedName }]) => exportedName === name);
  if (found === undefined) throw new Error(`The build has no action ${name}.`);
  return found[0];
}

function askSteadily({ get }: Client) {
  const begunAt = performance.now();
  const failed: string[] = [];
  const asked: Promise<void>[] = [];
  let inFlight = 0;
  const ask = async (path: string) => {
    inFlight += 1;
    await get(path)
      .then(({ status }) => void (status === 200 || failed.push(`${status} ${path}`)))
      .catch((error: unknown) => void failed.push(`${path}: ${String(error)}`));
    inFlight -= 1;
  };
  const timer = setInterval(() => {
    if (inFlight < MAX_IN_FLIGHT) asked.push(ask(PATHS[asked.length % PATHS.length] ?? '/'));
  }, EVERY_MS);
  return async () => {
    clearInterval(timer);
    await Promise.all(asked);
    const seconds = Math.round((performance.now() - begunAt) / 1_000);
    return { asked: asked.length, failed, seconds };
  };
}

/** Ctrl-C in a terminal: the group hears it, and npm passes its own copy on. Returns 1 if a call was in flight. */
async function stopDuringCreates({ postgres }: Rig, web: Web, host: Host): Promise<number> {
  const calling = async () => {
    const sql = "SELECT count(*)::int AS n FROM step WHERE status = 'calling'";
    return Number((await postgres.ask(sql, web.databaseName))[0]?.['n']);
  };
  await until(async () => assert.ok((await calling()) > 0), 'no call came', 5_000).catch(
    () => undefined,
  );
  const met = (await calling()) > 0 ? 1 : 0;
  const { pid, exited } = host.process();
  if (pid === undefined) throw new Error('There is nothing to restart.');
  process.kill(-pid, 'SIGTERM');
  process.kill(-pid, 'SIGTERM');
  assert.equal(await exited, 0, `the process did not leave in order:\n${host.readLog()}`);
  return met;
}

/** Every run ends with all its snapshots, each once. Returns how many there are. */
async function untilEnded(rig: Rig, web: Web, runs: readonly string[]): Promise<number> {
  const list = runs.map((id) => `'${id}'`).join(', ');
  const open = `SELECT count(*)::int AS n FROM run WHERE id IN (${list}) AND status <> 'succeeded'`;
  await until(async () => {
    assert.equal((await rig.postgres.ask(open, web.databaseName))[0]?.['n'], 0);
  }, 'not every run succeeded');
  const steps = `SELECT snapshot_id FROM step WHERE run_id IN (${list})`;
  const known = await rig.postgres.ask(steps, web.databaseName);
  const taken = web.sandbox.ec2.world.snapshots.filter(({ tags }) =>
    runs.includes(tags['snapgate:run'] ?? ''),
  );
  assert.equal(taken.length, known.length, 'snapshots and steps differ in number');
  return taken.length;
}
