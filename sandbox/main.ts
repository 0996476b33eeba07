import { parseArgs } from 'node:util';
import { STAND_INS, type Sandbox, type StandIn } from './sandbox';
import { startSandbox } from './start-sandbox';

/**
 * Runs the sandbox as a process of its own and prints its addresses as one line of JSON:
 * `npx tsx sandbox/main.ts --app-url http://127.0.0.1:3000 --data-dir .snapgate/sandbox --persist`
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      'app-url': { type: 'string', multiple: true, default: ['http://127.0.0.1:3000'] },
      'data-dir': { type: 'string', default: '.snapgate/sandbox' },
      include: { type: 'string', multiple: true },
      persist: { type: 'boolean', default: false },
      port: { type: 'string', multiple: true, default: [] },
      'snapshot-ms': { type: 'string' },
    },
  });
  const snapshotMs = values['snapshot-ms'];
  const sandbox = await startSandbox({
    appUrl: values['app-url'],
    dataDir: values['data-dir'],
    persist: values.persist,
    ports: readPorts(values.port),
    include: values.include?.map(readStandIn) ?? STAND_INS,
    settings: snapshotMs === undefined ? {} : { snapshotDurationMs: Number(snapshotMs) },
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void sandbox.close().then(() => process.exit(0)));
  }
  process.stdout.write(`${JSON.stringify(describe(sandbox))}\n`);
}

/** `--port freshservice=4100 --port control=4105`. */
function readPorts(texts: readonly string[]): Readonly<Record<string, number>> {
  return Object.fromEntries(
    texts.map((text) => {
      const [name = '', port] = text.split('=');
      return [name, Number(port)];
    }),
  );
}

function readStandIn(text: string): StandIn {
  const found = STAND_INS.find((name) => name === text);
  if (found === undefined)
    throw new Error(`--include must be one of ${STAND_INS.join(', ')}, not ${text}`);
  return found;
}

function describe({ freshservice, ec2, slack, oidc, control, environment }: Sandbox) {
  return {
    freshservice: freshservice.url,
    ec2: ec2.url,
    slack: slack.url,
    oidc: oidc.issuer,
    control: control.url,
    environment,
  };
}

await main();
