import { join } from 'node:path';
import { openSession } from '@/lib/auth/open-session';
import { makeSessionCookie, sessionCookieName } from '@/lib/auth/session-cookie';
import { loadConfig, type Config } from '@/lib/config/config';
import { openDatabase, type Database } from '@/lib/db/client';
import { findFreePort } from '@/sandbox/postgres/free-port';
import { startSlowSandbox } from '../plan/slow-sandbox';
import { openHistory } from '../history/open-history';
import { buildProductEnvironment } from '../../chaos/product-environment';
import { buildIfChanged } from '../../stack/build-if-changed';
import { startApp, waitUntilReady } from '../../stack/run-app';

export type Product = {
  readonly origin: string;
  /** The cookie of the person who asks for too much. */
  readonly greedy: string;
  /** Of two who export. */
  readonly exporters: readonly [string, string];
  /** Everyone else: enough of them that no limit of one person is met. */
  readonly others: readonly string[];
  /** A run of the history. */
  readonly runId: string;
};

const FOLDER = join('.snapgate', 'bench', 'fair');
const OTHERS = 24;

/** One process of the production build on a long history, and people who are signed in to it. */
export async function openProduct(
  runs: number,
  onStarted: (stop: () => Promise<void>) => void,
): Promise<Product> {
  const history = await openHistory({ runs, seed: 1 });
  onStarted(history.stop);
  await buildIfChanged(process.cwd(), join(FOLDER, 'build.log'), () => console.log('Building ...'))
    .finished;
  const sandbox = await startSlowSandbox(0);
  onStarted(sandbox.stop);
  const port = await findFreePort(0);
  const origin = `http://127.0.0.1:${port}`;
  const environment = buildProductEnvironment(sandbox, history.url, {
    PORT: String(port),
    NEXTAUTH_URL: origin,
    LOG_LEVEL: 'error',
    EXPORTS_PER_MINUTE: '1000',
    ROLE_VIEWER: 'snapgate-viewers',
  });
  const app = startApp(environment, join(FOLDER, 'app.log'));
  onStarted(app.stop);
  await waitUntilReady(app, origin);
  const loaded = loadConfig(environment);
  if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
  const database = openDatabase(history.url);
  try {
    return { origin, ...(await signInEveryone(database, loaded.config)) };
  } finally {
    await database.close();
  }
}

async function signInEveryone(
  database: Database,
  config: Config,
): Promise<Omit<Product, 'origin'>> {
  const signIn = async (name: string, groups: readonly string[]) => {
    const claims = { sub: name, email: `${name}@example.com`, [config.oidc.groupsClaim]: groups };
    const id = await openSession(database.prisma, claims, config);
    return `${sessionCookieName(config)}=${await makeSessionCookie(id, config)}`;
  };
  const { viewer, operator } = config.roleGroups;
  const run = await database.prisma.run.findFirstOrThrow({ select: { id: true } });
  return {
    greedy: await signIn('vera', viewer),
    exporters: [await signIn('olga', operator), await signIn('oskar', operator)],
    others: await Promise.all(
      Array.from({ length: OTHERS }, (_, at) => signIn(`person-${at}`, operator)),
    ),
    runId: run.id,
  };
}
