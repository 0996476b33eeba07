import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { SERVER_FLAGS } from '@/scripts/stack/server-flags';

/** As the Containerfile has it. */
export const USER_ID = 1000;

export type BareRoot = {
  /** Runs a command of the artifact in it; what it writes goes to ours. */
  readonly start: (command: readonly string[], environment: NodeJS.ProcessEnv) => ChildProcess;
  readonly run: (command: readonly string[], environment: NodeJS.ProcessEnv) => Promise<number>;
  readonly remove: () => void;
};

/**
 * What a container is without a container engine: a root that holds Node, the libraries it loads and
 * the artifact; mounted read-only; another user; nothing of this machine to be seen. Needs root.
 */
export function makeBareRoot(artifact: string): BareRoot {
  const root = mkdtempSync(join(tmpdir(), 'snapgate-root-'));
  const node = realpathSync(process.execPath);
  const copy = (file: string, to = file) => {
    mkdirSync(join(root, dirname(to)), { recursive: true });
    cpSync(file, join(root, to), { dereference: true });
  };
  copy(node, '/usr/bin/node');
  for (const library of listLibraries(node)) copy(library);
  cpSync(artifact, join(root, 'app'), { recursive: true, verbatimSymlinks: true });
  for (const folder of ['etc', 'dev', 'proc']) mkdirSync(join(root, folder), { recursive: true });
  for (const device of ['null', 'urandom']) writeFileSync(join(root, 'dev', device), '');
  writeFileSync(join(root, 'etc/hosts'), '127.0.0.1 localhost\n');
  // Other users must be able to enter what only root could.
  spawnSync('chmod', ['-R', 'a+rX', root]);

  const start = (command: readonly string[], environment: NodeJS.ProcessEnv) =>
    spawn('unshare', ['--mount', 'sh', '-c', ENTER, 'sh', root, String(USER_ID), ...command], {
      env: { ...environment, PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
  return {
    start,
    async run(command, environment) {
      const [code] = (await once(start(command, environment), 'exit')) as [number | null];
      return code ?? 1;
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** The mounts belong to this process alone and go with it. */
const ENTER = `
root="$1"; user="$2"; shift 2
mount --bind "$root" "$root" &&
for device in null urandom; do mount --bind /dev/$device "$root/dev/$device"; done &&
mount -o remount,bind,ro "$root" &&
exec chroot --userspec="$user:$user" "$root" /usr/bin/node "$@"`;

export const WEB = [...SERVER_FLAGS, '/app/start.mjs'] as const;

function listLibraries(program: string): readonly string[] {
  const { stdout } = spawnSync('ldd', [program], { encoding: 'utf8' });
  return [...stdout.matchAll(/(\/[^\s]+\.so[^\s]*)/g)].map(([, path]) => path ?? '');
}
