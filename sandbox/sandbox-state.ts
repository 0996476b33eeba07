import { join } from 'node:path';
import type { Ec2Surroundings, Ec2World } from './ec2/ec2-world';
import { createRateLimit, type RateLimit } from './freshservice/rate-limit';
import { createTicketStore, type TicketStore } from './freshservice/ticket-store';
import { createStateFile, type StateFile } from './kept-state';
import type { SandboxOptions } from './sandbox';
import { buildSamples } from './samples/build-samples';
import { buildServer, type BuiltServer } from './samples/build-server';
import { buildTicket } from './samples/build-ticket';
import type { Sample } from './samples/sample';
import type { Desk } from './server/answer-call';
import { createCallLog } from './server/call-log';
import { createClock } from './server/clock';
import { createFaultRegistry } from './server/fault-registry';
import { DEFAULT_SETTINGS } from './server/settings';
import { createTokenBuckets, type TokenBuckets } from './server/token-bucket';
import { createSlackStore, type SlackStore } from './slack/slack-store';

/** Everything the stand-ins hold and share. */
export type SandboxState = Ec2Surroundings & {
  readonly desk: Desk;
  readonly buckets: TokenBuckets;
  readonly rateLimit: RateLimit;
  readonly tickets: TicketStore;
  readonly messages: SlackStore;
  readonly appUrls: readonly string[];
  readonly file: StateFile;
  readonly allowApp: (appUrl: string) => void;
  readonly addSample: (sample: Sample) => void;
  readonly reset: () => void;
};

export function createSandboxState(options: SandboxOptions): SandboxState {
  const clock = options.clock ?? createClock();
  const settings = { ...DEFAULT_SETTINGS, ...options.settings };
  const { tickets: samples, world } = buildSamples(clock.now());
  const tickets = createTicketStore(samples);
  const messages = createSlackStore(() => file.saveSoon());
  const path = options.persist === true ? join(options.dataDir, 'sandbox-state.json') : null;
  const file = createStateFile(path, () => ({
    snapshots: world.snapshots.filter(({ origin }) => origin === 'call'),
    messages: messages.list(),
  }));
  const kept = file.read();
  world.snapshots.push(...kept.snapshots);
  messages.replaceAll(kept.messages);
  const appUrls = [options.appUrl].flat().map(withoutSlash);
  const desk = { calls: createCallLog(clock), faults: createFaultRegistry() };
  const buckets = createTokenBuckets(clock);
  const rateLimit = createRateLimit(clock, settings);
  return {
    clock,
    settings,
    world,
    tickets,
    messages,
    desk,
    buckets,
    rateLimit,
    appUrls,
    file,
    onChange: file.saveSoon,
    allowApp: (appUrl) => void appUrls.push(withoutSlash(appUrl)),
    addSample(sample) {
      tickets.put(buildTicket(sample, clock.now()));
      for (const server of sample.servers) addServer(world, buildServer(server, clock.now()));
    },
    reset() {
      const fresh = buildSamples(clock.now());
      tickets.replaceAll(fresh.tickets);
      Object.assign(world, fresh.world);
      Object.assign(settings, DEFAULT_SETTINGS, options.settings);
      messages.replaceAll([]);
      desk.calls.clear();
      desk.faults.clear();
      buckets.clear();
      rateLimit.clear();
      file.saveSoon();
    },
  };
}

/** A server that is there already stays as it is. */
function addServer(world: Ec2World, { instance, volumes, snapshots }: BuiltServer): void {
  if (world.instances.some(({ instanceId }) => instanceId === instance.instanceId)) return;
  world.instances.push(instance);
  world.volumes.push(...volumes);
  world.snapshots.push(...snapshots);
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
