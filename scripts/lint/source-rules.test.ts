import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** What is served: everything but tests and what Prisma writes. */
const SOURCES = ['app', 'lib', '.'].flatMap((folder) =>
  readdirSync(folder, { recursive: folder !== '.', encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((file) => (folder === '.' ? /^(proxy|instrumentation)\.ts$/.test(file) : true))
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.|generated|\.d\.ts$/.test(file))
    .map((file) => ({ file, text: readFileSync(file, 'utf8') })),
);

/** Files that say something, each with what it says. */
function find(pattern: RegExp): readonly string[] {
  return SOURCES.flatMap(({ file, text }) =>
    [...text.matchAll(pattern)].map(([said]) => `${file}: ${said}`),
  );
}

const filesOf = (pattern: RegExp) => [
  ...new Set(find(pattern).map((found) => found.split(':')[0] ?? '')),
];

test('the sources that are looked through are all there', () => {
  expect(SOURCES.length).toBeGreaterThan(250);
  expect(filesOf(/export async function proxy/g)).toEqual(['proxy.ts']);
});

test('the server starts no program', () => {
  expect(find(/['"](?:node:)?(?:child_process|cluster|vm|worker_threads)['"]/g)).toEqual([]);
});

test('no code is made of text, and no markup is written as it is', () => {
  expect(find(/\beval\(|new Function\(|dangerouslySetInnerHTML|\.innerHTML/g)).toEqual([]);
});

test('files are read only by what runs without a browser: archives, migrations, certificates', () => {
  const readers = filesOf(/['"](?:node:)?fs(?:\/promises)?['"]/g);
  expect(readers.filter((file) => !/^lib\/(audit|db|config)\//.test(file))).toEqual([]);
});

test('hashes are SHA-256, and there is no cipher of our own', () => {
  const hashes = find(/create(?:Hash|Hmac)\('[^']*'/g).map((found) => found.split("'")[1]);
  expect(new Set(hashes)).toEqual(new Set(['sha256']));
  const named = find(/create(?:Hash|Hmac)\(/g);
  expect(named).toHaveLength(hashes.length);
  expect(find(/createCipher\w*|createDecipher\w*|createSign|subtle\.|\bmd5\b|\bsha1\b/g)).toEqual(
    [],
  );
});

test('certificates are always checked, and the parser of requests is strict', () => {
  expect(
    find(/rejectUnauthorized|NODE_TLS_REJECT|insecureHTTPParser|checkServerIdentity/g),
  ).toEqual([]);
});

test('a browser keeps only what is named here: time zone, theme, looked-up tickets, acknowledgements', () => {
  expect(filesOf(/localStorage|indexedDB|caches\.open/g)).toEqual([
    'app/_lookup/recently-viewed.ts',
    'app/_ui/time-zone.ts',
  ]);
  expect(filesOf(/document\.cookie/g)).toEqual(['app/_shell/theme.ts']);
  expect(filesOf(/sessionStorage/g)).toEqual(['app/_plan/use-acknowledgements.ts']);
});

test('the product imports nothing of tests, of the sandbox or of a command', () => {
  expect(find(/from '(?:@\/|\.\.\/)*(?:sandbox|testing|e2e|scripts)\/[^']*'/g)).toEqual([]);
});
