import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findFreePort } from '@/sandbox/postgres/free-port';
import { startTiedProcess } from '../stack/tied-process';
import type { Case } from './database-cases';
import { startNginx } from './nginx';
import type { Rig } from './rig';
import { asUser, until } from './tools';
import { buildArtifact, buildEnvironment, newPage, openBrowser, openSandbox, signIn } from './web';

const GUIDE = 'docs/deployment.md';
const PASSWORD = 'lettersAndDigits1';

export const DEPLOYMENT_CASES: readonly Case[] = [
  {
    name: 'docs/deployment.md as it is written: from nothing to a lookup through TLS',
    run: followGuide,
  },
];

/**
 * The guide's own commands, with folders and ports of the test in place of the machine's. Left out:
 * what needs an editor, a new OS user or systemd; those are done as the guide describes them.
 */
async function followGuide(rig: Rig): Promise<void> {
  const { tools, certificates, postgres } = rig;
  await buildArtifact(rig);
  const ports = [await findFreePort(0), await findFreePort(0)] as const;
  const nginx = await startNginx({ tools, certificates, upstream: ports });
  rig.onClose(nginx.stop);
  const sandbox = await openSandbox(rig, { appUrl: nginx.url });
  const root = join(tools.folder, 'guide');
  mkdirSync(root);
  chmodSync(root, 0o755);
  const run = (block: string, input?: string) => runBlock(rig, root, block, input);

  run(readBlock('2. Database'));
  run(readBlock('3. Files and user'));
  const file = join(root, 'etc/snapgate/environment');
  const databaseUrl = postgres.url('snapgate').replace(/\/\/[^@]*@/, `//snapgate:${PASSWORD}@`);
  const wanted = buildEnvironment(sandbox, databaseUrl, nginx.url);
  writeFileSync(file, fillIn(readFileSync(file, 'utf8'), wanted));
  assert.match(run(readBlock('4. Tables')), /Applied .*_runs/);
  for (const port of ports) await startProcess(rig, root, file, port);

  const page = await newPage(await openBrowser(rig));
  await signIn(page, nginx.url);
  await page.getByRole('textbox', { name: 'Change number or link' }).first().fill('CHN-7303');
  await page.keyboard.press('Enter');
  await page.getByText('db-primary').first().waitFor();
  await page.context().close();
}

/** The first shell block of a section. */
function readBlock(section: string): string {
  const [, text = ''] = readFileSync(GUIDE, 'utf8').split(`## ${section}\n`);
  const block = /```sh\n([^]*?)```/.exec(text)?.[1];
  if (block === undefined) throw new Error(`${GUIDE} has no commands in ${section}.`);
  return block;
}

function runBlock({ tools, postgres }: Rig, root: string, block: string, input = ''): string {
  const lines = block
    .split('\n')
    .filter((line) => !/useradd|editor/.test(line))
    .join('\n')
    .replaceAll('sudo -u postgres psql', `${tools.programs.psql} -qv ON_ERROR_STOP=1 "$ADMIN_URL"`)
    .replaceAll('choose one of letters and digits', PASSWORD)
    .replaceAll('sudo ', '')
    .replaceAll('/opt/snapgate', `${root}/opt/snapgate`)
    .replaceAll('/etc/snapgate', `${root}/etc/snapgate`);
  const { PATH, HOME } = process.env;
  const env = { PATH, HOME, ADMIN_URL: postgres.url('postgres'), NODE_ENV: 'production' as const };
  return execFileSync('/bin/sh', ['-ec', lines], { env, input, encoding: 'utf8' });
}

/** As with an editor: each variable of the template, and what it has only as a comment at the end. */
function fillIn(template: string, wanted: NodeJS.ProcessEnv): string {
  const left = new Map(Object.entries(wanted).filter(([name]) => !/^(PATH|HOME)$/.test(name)));
  const lines = template.split('\n').map((line) => {
    const [, name = ''] = /^([A-Z_]+)=/.exec(line) ?? [];
    const value = left.get(name);
    if (value === undefined) return line;
    left.delete(name);
    return `${name}='${value}'`;
  });
  const rest = [...left].map(([name, value]) => `${name}='${value}'`);
  return [...lines, ...rest, ''].join('\n');
}

/** What the systemd unit does: variables of the file, another user, one process per port. */
async function startProcess({ tools, onClose }: Rig, root: string, file: string, port: number) {
  const unit = readFileSync('docs/deploy/snapgate@.service', 'utf8');
  const flags = /^ExecStart=\/usr\/bin\/node (.*)$/m.exec(unit)?.[1]?.split(' ') ?? [];
  const load = 'set -a; . "$1"; cd "$2"; PORT=$3 LISTEN_HOST=127.0.0.1; shift 3; exec "$@"';
  const command = asUser(tools, [process.execPath, ...flags]);
  const arguments_ = [file, `${root}/opt/snapgate/current`, String(port), ...command];
  const { PATH, HOME } = process.env;
  const app = startTiedProcess(
    ['/bin/sh', '-ec', load, 'sh', ...arguments_],
    { PATH, HOME, NODE_ENV: 'production' },
    join(tools.folder, `guide-${port}.log`),
  );
  onClose(app.stop);
  await until(async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/api/health/ready`);
    assert.deepEqual(await answer.json(), { status: 'ready' });
  }, `the process does not get ready; its log is ${app.logFile}`);
}
