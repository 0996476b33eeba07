import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from '@playwright/test';

/** The one without windows first: the same engine, and tests take a third less time with it. */
const NAMES = [
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
];
/** Of Debian; older ones have only the second. */
const PACKAGES = ['chromium-headless-shell', 'chromium'];

export const CHROMIUM_MISSING =
  'No Chromium found: install it (on Debian `apt-get install chromium-headless-shell`) or set PLAYWRIGHT_CHROMIUM to its path.';

/** A Chromium that is there, or that can be installed here; null when neither. */
export function openChromium(): string | null {
  return findChromium() ?? (installChromium() ? findChromium() : null);
}

function findChromium(): string | null {
  const named = process.env['PLAYWRIGHT_CHROMIUM'];
  const folders = ['/usr/bin', ...(process.env['PATH'] ?? '').split(delimiter)];
  const candidates = [
    ...(named ? [named] : []),
    ...folders.flatMap((folder) => NAMES.map((name) => join(folder, name))),
    chromium.executablePath(),
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ];
  return candidates.find(isExecutable) ?? null;
}

/** Only where that is one command: Debian and its kin, as root. */
function installChromium(): boolean {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return false;
  console.log('No Chromium found. Installing it with apt-get (about a minute) ...');
  const run = (...options: string[]): boolean =>
    spawnSync('apt-get', options, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    }).status === 0;
  const install = (name: string) => run('install', '-q', '-y', '--no-install-recommends', name);
  return run('update', '-q') && PACKAGES.some(install);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
