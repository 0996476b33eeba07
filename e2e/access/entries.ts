import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

export const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
/** No page or route has a use for these; the last is known to Node and means nothing to us. */
export const METHODS_OF_NONE = ['HEAD', 'OPTIONS', 'TRACE', 'PROPFIND'] as const;
export type Method = (typeof METHODS)[number];

export type Entry =
  | { readonly name: string; readonly kind: 'page'; readonly path: string }
  | {
      readonly name: string;
      readonly kind: 'route';
      readonly path: string;
      readonly method: Method;
    }
  | {
      readonly name: string;
      readonly kind: 'action';
      /** A page that brings the action along. */
      readonly path: string;
      readonly id: string;
    };

type ActionManifest = {
  readonly node: Readonly<
    Record<
      string,
      {
        readonly workers: Readonly<Record<string, unknown>>;
        readonly filename: string;
        readonly exportedName: string;
      }
    >
  >;
};

/** Values for the variable parts of an address; what is not named here is `x`. */
const PARTS: Readonly<Record<string, string>> = {
  '[id]': '00000000-0000-7000-8000-000000000000',
  '[reference]': 'CHN-7303',
};

/** Everything that answers: pages and routes by the file tree, actions by the build. */
export function listEntries(): readonly Entry[] {
  return [...listPages(), ...listRoutes(), ...listActions()];
}

function listPages(): readonly Entry[] {
  return listAppFiles('page.tsx').map((file) => {
    const address = addressOf(file);
    return { name: `page ${address}`, kind: 'page', path: fillParts(address) };
  });
}

export function listRoutes(): readonly Extract<Entry, { kind: 'route' }>[] {
  return listAppFiles('route.ts').flatMap((file) => {
    const address = addressOf(file);
    const source = readFileSync(join('app', file), 'utf8');
    return METHODS.filter((method) => exportsName(source, method)).map((method) => ({
      name: `${method} ${address}`,
      kind: 'route' as const,
      method,
      path: routePath(address, method),
    }));
  });
}

/** Only the build knows an action's id; the file tree says whether the build has them all. */
function listActions(): readonly Entry[] {
  const { node } = readManifest('server-reference-manifest.json') as ActionManifest;
  return Object.entries(node).map(([id, { workers, exportedName }]) => ({
    name: `action ${exportedName}`,
    kind: 'action',
    id,
    path: fillParts(addressOf((Object.keys(workers)[0] ?? '').replace(/^app\//, ''))),
  }));
}

/** Every exported function of a file that says `use server` at its top. */
export function listActionNames(): readonly string[] {
  return readdirSync('app/actions').flatMap((file) => {
    const source = readFileSync(join('app/actions', file), 'utf8');
    if (!source.startsWith("'use server'")) return [];
    const functions = source.matchAll(/export (?:async )?(?:function|const) (\w+)/g);
    return [...functions].map((found) => found[1] ?? '');
  });
}

/** What the build serves, whatever the source looks like: `/runs/[id]`, `/api/runs`. */
export function listBuiltAddresses(): readonly string[] {
  const built = Object.keys(readManifest('app-paths-manifest.json') as object);
  return built
    .filter((key) => !/^\/_(not-found|global-error)\//.test(key))
    .map((key) => addressOf(key.slice(1)));
}

function readManifest(name: string): unknown {
  return JSON.parse(readFileSync(join('dist/.next/server', name), 'utf8'));
}

function listAppFiles(name: string): readonly string[] {
  return readdirSync('app', { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile() && file.name === name)
    .map((file) => relative('app', join(file.parentPath, file.name)));
}

/** `(signed-in)/runs/[id]/page.tsx` answers at `/runs/[id]`. */
function addressOf(file: string): string {
  const segments = file.split('/').slice(0, -1);
  return `/${segments.filter((segment) => !segment.startsWith('(')).join('/')}`;
}

function fillParts(address: string): string {
  return address.replaceAll(/\[[^\]]+\]/g, (part) => PARTS[part] ?? 'x');
}

/** Of next-auth's many addresses, one that anybody may read and one that anybody may post to. */
function routePath(address: string, method: Method): string {
  if (address !== '/api/auth/[...nextauth]') return fillParts(address);
  return method === 'GET' ? '/api/auth/csrf' : '/api/auth/signin/oidc';
}

function exportsName(source: string, name: string): boolean {
  return new RegExp(`export[^;]*?\\b${name}\\b`).test(source);
}
