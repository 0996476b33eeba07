import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export type SlowSandbox = {
  readonly environment: Readonly<Record<string, string>>;
  readonly stop: () => Promise<void>;
};

type Description = {
  readonly control: string;
  readonly environment: Readonly<Record<string, string>>;
};

/** Slack takes no part in a plan, but the product wants to know its address. */
const INCLUDED = ['freshservice', 'ec2', 'slack'];

/**
 * Stand-ins for Freshservice and EC2 in a process of their own, so that their work is not measured
 * with ours. Every answer of theirs comes late by `latencyMs`; their limits are off.
 */
export async function startSlowSandbox(latencyMs: number): Promise<SlowSandbox> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', 'sandbox/main.ts', ...INCLUDED.flatMap((name) => ['--include', name])],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const stop = () =>
    new Promise<void>((resolve) => {
      child.once('exit', () => resolve());
      child.kill('SIGTERM');
    });
  try {
    const [line] = await readLine(child.stdout);
    const { control, environment } = JSON.parse(line) as Description;
    for (const system of ['freshservice', 'ec2']) {
      const fault = { system, effect: { kind: 'latency', ms: latencyMs } };
      await send('POST', `${control}/api/faults`, fault);
    }
    const limits = { throttleEc2: false, freshserviceCallsPerMinute: 1_000_000 };
    await send('PUT', `${control}/api/settings`, limits);
    return { environment, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function readLine(stream: NodeJS.ReadableStream): Promise<readonly [string]> {
  return new Promise((resolve, reject) => {
    const lines = createInterface({ input: stream });
    lines.once('line', (line) => resolve([line]));
    lines.once('close', () => reject(new Error('The sandbox ended before it listened.')));
  });
}

async function send(method: string, url: string, body: unknown): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method, headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${method} ${url}: ${await response.text()}`);
}
