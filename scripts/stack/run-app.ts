import { resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { SERVER_FLAGS } from './server-flags';
import { readLastLines, startTiedProcess } from './tied-process';
import type { TiedProcess } from './tied-process';

const READY_LIMIT_MS = 60_000;

/** Starts an artifact as `npm start` does; not ready yet. */
export function startApp(
  environment: NodeJS.ProcessEnv,
  logFile: string,
  artifact = 'dist',
): TiedProcess {
  const command = [process.execPath, ...SERVER_FLAGS, resolve(artifact, 'start.mjs')];
  return startTiedProcess([...command, '--hostname', '127.0.0.1'], environment, logFile);
}

/** Returns once the application says that it can do its work; throws when it cannot. */
export async function waitUntilReady(app: TiedProcess, appUrl: string): Promise<void> {
  const deadline = Date.now() + READY_LIMIT_MS;
  let code: number | null = null;
  void app.exited.then((exitCode) => (code = exitCode));
  while (Date.now() < deadline) {
    if (code !== null) throw new Error(endLabel(code, app.logFile));
    if (await isReady(appUrl)) return;
    await wait(100);
  }
  throw new Error(
    `Snapgate did not become ready. Log (${app.logFile}):\n${readLastLines(app.logFile)}`,
  );
}

function endLabel(code: number, logFile: string): string {
  return `Snapgate ended with exit code ${code}. Its log is ${logFile}:\n${readLastLines(logFile)}`;
}

async function isReady(appUrl: string): Promise<boolean> {
  try {
    const answer = await fetch(`${appUrl}/api/health/ready`, {
      signal: AbortSignal.timeout(2_000),
    });
    return answer.ok;
  } catch {
    return false;
  }
}
