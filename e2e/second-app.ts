import { join } from 'node:path';
import { ANY_PORTS, choosePorts } from '@/scripts/stack/ports';
import { startApp, waitUntilReady } from '@/scripts/stack/run-app';

export type SecondApp = {
  /** Where it listens, whatever people are told to type. */
  readonly url: string;
  readonly stop: () => Promise<void>;
};

/** The same build on the same database, started as `npm start` does, with other variables. */
export async function startSecondApp(
  name: string,
  changes: (url: string) => Readonly<Record<string, string>>,
): Promise<SecondApp> {
  const { app: port } = await choosePorts(ANY_PORTS, ['app'], () => undefined);
  const url = `http://127.0.0.1:${port}`;
  const environment = JSON.parse(process.env.E2E_APP_ENVIRONMENT ?? '{}') as NodeJS.ProcessEnv;
  const app = startApp(
    { ...environment, PORT: String(port), NEXTAUTH_URL: url, ...changes(url) },
    join('test-results', `${name}.log`),
  );
  await waitUntilReady(app, url);
  return { url, stop: app.stop };
}
