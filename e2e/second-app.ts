import { join } from 'node:path';
import { ANY_PORTS, choosePorts } from '@/scripts/stack/ports';
import { startApp, waitUntilReady } from '@/scripts/stack/run-app';
import { readLastLines } from '@/scripts/stack/tied-process';

export type SecondApp = {
  /** Where it listens, whatever people are told to type. */
  readonly url: string;
  readonly stop: () => Promise<void>;
  /** To the whole process group, as Ctrl-C and service managers do. */
  readonly signal: (name: NodeJS.Signals) => void;
  readonly exited: Promise<number>;
  readonly readLog: () => string;
};

type SecondAppOptions = {
  /** What it runs; without it the build that is tested. */
  readonly artifact?: string;
  /** Without it any that is free. */
  readonly port?: number;
  /** What it starts with; without it that of the application that is tested. */
  readonly environment?: NodeJS.ProcessEnv;
};

/** Another process on the same database, started as `npm start` does, with other variables. */
export async function startSecondApp(
  name: string,
  changes: (url: string) => Readonly<Record<string, string>>,
  options: SecondAppOptions = {},
): Promise<SecondApp> {
  const port = options.port ?? (await choosePorts(ANY_PORTS, ['app'], () => undefined)).app;
  const url = `http://127.0.0.1:${port}`;
  const environment =
    options.environment ??
    (JSON.parse(process.env.E2E_APP_ENVIRONMENT ?? '{}') as NodeJS.ProcessEnv);
  const log = join('test-results', `${name}.log`);
  const app = startApp(
    { ...environment, PORT: String(port), NEXTAUTH_URL: url, ...changes(url) },
    log,
    options.artifact,
  );
  await waitUntilReady(app, url);
  return {
    url,
    stop: app.stop,
    signal: (signal) => process.kill(-(app.pid ?? Number.NaN), signal),
    exited: app.exited,
    readLog: () => readLastLines(log, 1_000),
  };
}
