import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findFreePort } from '@/sandbox/postgres/free-port';

export type BareApp = { readonly url: string; readonly stop: () => Promise<void> };

const LAYOUT = `export default function Layout({ children }) {
  return <html lang="en"><body>{children}</body></html>;
}`;

const PAGE = `export default function Page() { return <h1>Bare</h1>; }`;

/** A plain React list of as many rows as the largest plan, with a box to check and a filter. */
const ROWS = `'use client';
import { useState } from 'react';
const ALL = Array.from({ length: 1000 }, (_, at) => \`server-\${at}\`);
export default function Rows() {
  const [checked, setChecked] = useState(false);
  const [wanted, setWanted] = useState('');
  const rows = ALL.filter((name) => name.includes(wanted)).slice(0, 50);
  return <main><h1>Rows</h1>
    <input type="checkbox" checked={checked} onChange={() => setChecked(!checked)} />
    <input type="search" value={wanted} onChange={(event) => setWanted(event.target.value)} />
    <table><tbody>{rows.map((name) => <tr key={name}><td>{name}</td><td>10.0.0.1</td></tr>)}</tbody></table>
  </main>;
}`;

/** The smallest app of the same Next, built and started beside the product. */
export async function startBareApp(root: string): Promise<BareApp> {
  const folder = join(root, '.snapgate', 'bare-app');
  rmSync(folder, { recursive: true, force: true });
  for (const [file, text] of [
    ['package.json', '{ "type": "module", "private": true }'],
    [
      'next.config.mjs',
      `export default { poweredByHeader: false, turbopack: { root: ${JSON.stringify(root)} }, outputFileTracingRoot: ${JSON.stringify(root)} };`,
    ],
    // Next looks for these two in the folders above as well, where the product has its own.
    ['instrumentation.js', 'export function register() {}'],
    [
      'proxy.js',
      `export default function proxy() {}\nexport const config = { matcher: '/never' };`,
    ],
    ['app/layout.jsx', LAYOUT],
    ['app/page.jsx', PAGE],
    ['app/rows/page.jsx', ROWS],
  ] as const) {
    mkdirSync(join(folder, file, '..'), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  const next = join(root, 'node_modules', 'next', 'dist', 'bin', 'next');
  await run([next, 'build', folder]);
  const port = await findFreePort(0);
  const server = spawn(process.execPath, [next, 'start', folder, '-p', String(port)], {
    stdio: 'ignore',
  });
  const url = `http://127.0.0.1:${port}`;
  await waitFor(url);
  return {
    url,
    stop: () =>
      new Promise((resolve) => {
        server.once('exit', () => {
          rmSync(folder, { recursive: true, force: true });
          resolve();
        });
        server.kill('SIGTERM');
      }),
  };
}

function run(command: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const output: Buffer[] = [];
    const child = spawn(process.execPath, command, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' },
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (part: Buffer) => output.push(part));
    }
    child.once('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`The bare app did not build:\n${Buffer.concat(output).toString()}`));
    });
  });
}

async function waitFor(url: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok === true) return;
    if (answer !== null) throw new Error(`The bare app answers ${answer.status}.`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('The bare app did not start.');
}
