import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { findOwnSystems, listStandIns } from '@/scripts/stack/own-systems';
import { USUAL_PORTS } from '@/scripts/stack/ports';
import { startStack } from '@/scripts/stack/start-stack';
import type { Stack } from '@/scripts/stack/start-stack';
import { createStopList } from '@/scripts/stack/stop-all';
import { SANDBOX_USERS } from './oidc/users';
import { SAMPLE_TICKETS } from './samples/sample-tickets';

const FOLDER = join(process.cwd(), '.snapgate');
const stops = createStopList();

/** Off in a deployment until someone switches it on; here everything is to be seen. */
const AFTERWARDS = {
  RESTORE_COMMANDS: 'on',
  TICKET_NOTE: 'on',
  TICKET_TASKS: 'complete',
  NAME_CORRECTION: 'on',
};

/** `npm run demo`: everything on this machine, with a stand-in for each system no one named. */
async function main(): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => void end(0));
  }
  mkdirSync(FOLDER, { recursive: true });
  const stack = await startStack({
    root: process.cwd(),
    folder: FOLDER,
    ports: { ...USUAL_PORTS, app: Number(process.env['PORT'] ?? USUAL_PORTS.app) },
    persist: true,
    variables: { ...AFTERWARDS, ...process.env },
    onNotice: (notice) => console.log(notice),
    onStarted: stops.add,
  });
  console.log(formatStack(stack));
  const code = await stack.ended;
  if (!ending) {
    console.error(`Snapgate exited with code ${code}. See the log: ${FOLDER}/logs/app.log`);
    await end(1);
  }
}

let ending = false;

/** Ctrl-C comes twice through npm; the second one changes nothing. */
async function end(code: number): Promise<void> {
  if (ending) return;
  ending = true;
  console.log('\nStopping ...');
  await stops.stopAll();
  process.exit(code);
}

function formatStack(stack: Stack): string {
  const own = findOwnSystems(process.env);
  const standIns = listStandIns(process.env);
  const tickets = SAMPLE_TICKETS.slice(0, 3);
  return [
    '',
    `  Snapgate is ready: ${stack.appUrl}`,
    '',
    ...(standIns.includes('oidc')
      ? ['  Sign in as', ...SANDBOX_USERS.map((user) => row(user.id, user.about)), '']
      : []),
    ...(standIns.includes('freshservice')
      ? ['  Look up', ...tickets.map((ticket) => row(ticket.reference, ticket.situation)), '']
      : []),
    `  The sandbox (state of its Freshservice, EC2, and Slack): ${stack.sandbox.control.url}`,
    ...own.map(({ name, address }) => `  ${name}: your own, at ${address}`),
    '',
    '  The history is kept in .snapgate until you delete that folder. Press Ctrl-C to stop.',
    '',
  ].join('\n');
}

function row(name: string, about: string): string {
  return `    ${name.padEnd(10)} ${about}`;
}

function formatError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const foreign = 'code' in error && (error.code === 'EACCES' || error.code === 'EPERM');
  return foreign
    ? `${error.message}\nAnother user started the demo from this folder. Start it as that user, or delete ${FOLDER}.`
    : error.message;
}

main().catch(async (error: unknown) => {
  if (ending) return;
  console.error(`\n${formatError(error)}`);
  await end(1);
});
