import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readLastLines, startTiedProcess } from './tied-process';

const folder = mkdtempSync(join(tmpdir(), 'snapgate-tied-'));
afterAll(() => rmSync(folder, { recursive: true }));

function start(name: string, script: string) {
  return startTiedProcess(['/bin/sh', '-c', script], process.env, join(folder, 'logs', name));
}

describe('startTiedProcess', () => {
  it('passes the exit code on and keeps what was said', async () => {
    const child = start('said', 'echo one; echo two >&2; exit 3');
    expect(await child.exited).toBe(3);
    expect(readLastLines(child.logFile, 1)).toBe('two');
  });

  it('ends what the program itself has started, too', async () => {
    const child = start('group', 'sleep 60 & echo $!; wait');
    const readPid = () => Number(readFileSync(child.logFile, 'utf8'));
    await expect.poll(readPid).toBeGreaterThan(0);
    await child.stop();
    await expect.poll(() => isRunning(readPid())).toBe(false);
  });

  it('tells when there is no such program', async () => {
    const child = startTiedProcess(['/no/such/program'], process.env, join(folder, 'none'));
    expect(await child.exited).toBe(127);
  });
});

function isRunning(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== '';
  } catch {
    return false;
  }
}
