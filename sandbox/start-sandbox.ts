import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createControlApp } from './control/control-app';
import { ACCESS_KEYS, SANDBOX_ENVIRONMENTS, SECRET_ACCESS_KEY } from './ec2/accounts';
import { createEc2App } from './ec2/ec2-app';
import { environmentVariables } from './environment-variables';
import { editInstance, editVolume } from './ec2/edit-world';
import { createFreshserviceApp } from './freshservice/freshservice-app';
import { createOidcApp } from './oidc/oidc-app';
import { createProvider } from './oidc/create-provider';
import { loadProviderKeys } from './oidc/signing-keys';
import { createSandboxState, type SandboxState } from './sandbox-state';
import { STAND_INS, type Sandbox, type SandboxOptions, type StandIn } from './sandbox';
import { buildTasks } from './samples/build-ticket';
import type { SampleTask } from './samples/sample';
import { openServer, type OpenServer } from './server/open-server';
import { createSlackApp } from './slack/slack-app';

// Created by each process: a secret that everyone knows must not work anywhere.
const API_KEY = randomBytes(15).toString('base64url');
const SLACK_TOKEN = `xoxb-${randomBytes(18).toString('hex')}`;
const CLIENT = { clientId: 'snapgate', clientSecret: randomBytes(32).toString('base64url') };

type Servers = Partial<Record<StandIn | 'control', OpenServer>>;

/**
 * Starts stand-ins for Freshservice, EC2 with STS, Slack and the sign-in provider, each on a port
 * of its own, with a page and an API to look into them and to make them misbehave.
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const state = createSandboxState(options);
  const servers: Servers = {};
  const close = () => closeAll(servers, state);
  try {
    const open = async (name: keyof Servers, createApp: AppFactory) => {
      const port = options.ports?.[name] ?? 0;
      servers[name] = await openServer({ host: options.host ?? '127.0.0.1', port, createApp });
    };
    const sandbox = sandboxAddresses(options, state, servers, close);
    await open('control', () => createControlApp(state, sandbox));
    const factories = createFactories(options, state, () => servers.control?.origin ?? '');
    await settleAll((options.include ?? STAND_INS).map((name) => open(name, factories[name])));
    return { ...sandbox(), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Waits for all even when one fails, so that whatever did open can be closed. */
async function settleAll(openings: readonly Promise<void>[]): Promise<void> {
  await Promise.allSettled(openings);
  await Promise.all(openings);
}

type AppFactory = Parameters<typeof openServer>[0]['createApp'];

function createFactories(
  options: SandboxOptions,
  state: SandboxState,
  controlUrl: () => string,
): Readonly<Record<StandIn, AppFactory>> {
  const keysFile = options.persist === true ? join(options.dataDir, 'oidc-keys.json') : null;
  return {
    freshservice: () =>
      createFreshserviceApp({
        ...state,
        store: state.tickets,
        apiKey: API_KEY,
        pageOf: (reference) => `${controlUrl()}/tickets/${reference}`,
      }),
    ec2: () => createEc2App({ ...state, surroundings: state }),
    slack: () =>
      createSlackApp({
        ...state,
        store: state.messages,
        token: SLACK_TOKEN,
        pageOf: ({ ts }) => `${controlUrl()}/#m${ts}`,
      }),
    async oidc(issuer) {
      const client = { ...CLIENT, appUrls: () => state.appUrls };
      const provider = await createProvider(
        options.issuer ?? issuer,
        client,
        await loadProviderKeys(keysFile),
      );
      return createOidcApp({ desk: state.desk, provider });
    },
  };
}

/** Read each time, because addresses are known only once everything listens. */
function sandboxAddresses(
  options: SandboxOptions,
  state: SandboxState,
  servers: Servers,
  close: () => Promise<void>,
): () => Sandbox {
  const originOf = (name: keyof Servers) => servers[name]?.origin ?? '';
  return () => {
    const addresses: Omit<Sandbox, 'environment'> = {
      freshservice: {
        url: `${originOf('freshservice')}/api/v2`,
        apiKey: API_KEY,
        tickets: state.tickets,
        writeTasks: (reference, tasks) => writeTasks(state, reference, tasks),
      },
      ec2: {
        url: originOf('ec2'),
        accessKeyId: ACCESS_KEYS[0].accessKeyId,
        secretAccessKey: SECRET_ACCESS_KEY,
        world: state.world,
        editInstance: (id, changes) => editInstance(state.world, id, changes),
        editVolume: (id, changes) => editVolume(state.world, id, changes),
        environments: SANDBOX_ENVIRONMENTS,
      },
      slack: {
        url: `${originOf('slack')}/api/`,
        token: SLACK_TOKEN,
        channel: '#ops-snapshots',
        messages: state.messages,
      },
      oidc: { ...CLIENT, issuer: options.issuer ?? originOf('oidc'), allowApp: state.allowApp },
      control: { url: originOf('control') },
      calls: state.desk.calls,
      faults: state.desk.faults,
      clock: state.clock,
      settings: state.settings,
      addSample: state.addSample,
      reset: state.reset,
      close,
    };
    return { ...addresses, environment: environmentVariables(options, addresses) };
  };
}

function writeTasks(state: SandboxState, reference: string, tasks: readonly SampleTask[]): boolean {
  const ticket = state.tickets.findByReference(reference);
  if (ticket === undefined) return false;
  state.tickets.replaceTasks(ticket, buildTasks(tasks, ticket.fields.id, state.clock.now()));
  return true;
}

async function closeAll(servers: Servers, state: SandboxState): Promise<void> {
  state.file.saveNow();
  // Calls that are held would otherwise wait for ever.
  state.desk.faults.clear();
  await Promise.all(Object.values(servers).map((server) => server.close()));
}
