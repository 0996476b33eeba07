import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

export type Structure = {
  readonly files: number;
  /** Product files that one other file imports, and that file is in the same folder. */
  readonly filesWithOneNeighbor: readonly string[];
  readonly exports: number;
  /** Exports that one other file uses, and that file is in the same folder. */
  readonly exportsWithOneNeighbor: readonly string[];
  /** Folders with the number of their source files, largest first. */
  readonly folders: readonly (readonly [string, number])[];
};

type Source = { readonly path: string; readonly text: string };

const IMPORT = /(?:^|\n)(?:import|export)\s+(?:type\s+)?([^;]*?)\s*from\s+'([^']+)'/g;
const DYNAMIC = /import\('([^']+)'\)/g;
const EXPORT = /(?:^|\n)export (?:async )?(?:function|const|type|let)\*? ([A-Za-z0-9_]+)/g;

/** Lists the source files that git knows, tests and generated ones left out. */
export function listSources(): readonly Source[] {
  const paths = execFileSync('git', ['ls-files', '*.ts', '*.tsx'], { encoding: 'utf8' });
  return paths
    .trim()
    .split('\n')
    .filter((path) => !/\.(test|spec)\.tsx?$|\.d\.ts$|^lib\/db\/generated\//.test(path))
    .map((path) => ({ path, text: readFileSync(path, 'utf8') }));
}

/** What a newcomer has to jump between: read from the imports of the sources, as text. */
export function measureStructure(sources: readonly Source[]): Structure {
  const known = new Set(sources.map(({ path }) => path));
  const users = listUsers(sources, known);
  const product = sources.filter(({ path }) => /^(app|lib)\//.test(path));
  const names = product.flatMap(({ path, text }) =>
    [...text.matchAll(EXPORT)].map((match) => `${path}#${match[1]}`),
  );
  const hasOneNeighbor = (key: string) => {
    const by = [...(users.get(key) ?? [])];
    return by.length === 1 && dirname(by[0] ?? '') === dirname(key.split('#')[0] ?? '');
  };
  return {
    files: product.length,
    filesWithOneNeighbor: product.map(({ path }) => path).filter(hasOneNeighbor),
    exports: names.length,
    exportsWithOneNeighbor: names.filter(hasOneNeighbor),
    folders: countFolders(sources),
  };
}

/** For each file and each `file#export`: who uses it. */
function listUsers(
  sources: readonly Source[],
  known: ReadonlySet<string>,
): ReadonlyMap<string, ReadonlySet<string>> {
  const users = new Map<string, Set<string>>();
  const add = (key: string, path: string) =>
    users.set(key, (users.get(key) ?? new Set()).add(path));
  for (const { path, text } of sources) {
    for (const [, clause = '', specifier = ''] of text.matchAll(IMPORT)) {
      const target = resolveImport(path, specifier, known);
      if (!target) continue;
      add(target, path);
      for (const name of listImported(clause)) add(`${target}#${name}`, path);
    }
    for (const [, specifier = ''] of text.matchAll(DYNAMIC)) {
      const target = resolveImport(path, specifier, known);
      if (target) add(target, path);
    }
  }
  return users;
}

function listImported(clause: string): readonly string[] {
  const inside = /\{([^}]*)\}/.exec(clause)?.[1] ?? '';
  return inside
    .split(',')
    .map(
      (part) =>
        part
          .trim()
          .replace(/^type /, '')
          .split(' as ')[0] ?? '',
    )
    .filter((name) => name !== '');
}

function resolveImport(
  path: string,
  specifier: string,
  known: ReadonlySet<string>,
): string | undefined {
  const base = specifier.startsWith('@/')
    ? specifier.slice(2)
    : specifier.startsWith('.')
      ? normalize(join(dirname(path), specifier))
      : null;
  if (base === null) return undefined;
  return ['', '.ts', '.tsx'].map((end) => base + end).find((candidate) => known.has(candidate));
}

function countFolders(sources: readonly Source[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const { path } of sources) counts.set(dirname(path), (counts.get(dirname(path)) ?? 0) + 1);
  return [...counts].toSorted((a, b) => b[1] - a[1]);
}
