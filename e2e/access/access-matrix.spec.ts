import type { BrowserContext } from '@playwright/test';
import { expect, test } from '../test';
import { callEntry, callRoute } from './call-entry';
import { openCaller } from './callers';
import { listActionNames, listBuiltAddresses, listEntries, listRoutes, METHODS } from './entries';
import { ACCESS, CALLERS } from './table';

test('every page, route and action has a line in the table, and every line has one', () => {
  const names = listEntries().map(({ name }) => name);
  expect(names.toSorted()).toEqual([...ACCESS.keys()].toSorted());
});

test('the file tree and the build agree on what there is', () => {
  const entries = listEntries();
  const addresses = entries
    .filter(({ kind }) => kind !== 'action')
    .map(({ name }) => name.split(' ')[1] ?? '');
  expect([...new Set(addresses)].toSorted()).toEqual([...new Set(listBuiltAddresses())].toSorted());
  const actions = entries.filter(({ kind }) => kind === 'action').map(({ name }) => name);
  expect(actions.toSorted()).toEqual(
    listActionNames()
      .map((name) => `action ${name}`)
      .toSorted(),
  );
});

test('everybody gets from everything what the table says', async ({ browser }) => {
  test.setTimeout(240_000);
  // Signing out everywhere comes last: it ends what the other calls are made with.
  const entries = listEntries().toSorted((one, other) => lateness(one.name) - lateness(other.name));
  const surprises: string[] = [];
  let cells = 0;
  for (const caller of CALLERS) {
    const context = await openCaller(browser, caller);
    for (const entry of entries) {
      cells += 1;
      const expected = ACCESS.get(entry.name)?.[caller] ?? 'no line';
      const outcome = await callEntry(context.request, entry);
      if (outcome !== expected) {
        surprises.push(`${caller}, ${entry.name}: ${outcome} instead of ${expected}`);
      }
    }
    await context.close();
  }
  process.stdout.write(
    `Access matrix: ${entries.length} entries x ${CALLERS.length} callers = ${cells} cells, ${cells - surprises.length} as expected\n`,
  );
  expect(surprises).toEqual([]);
});

test('a route answers to no method that it does not name, not even for an admin', async ({
  browser,
}) => {
  const context: BrowserContext = await openCaller(browser, 'admin');
  const named = new Set(listRoutes().map(({ name }) => name));
  for (const { path, name } of listRoutes()) {
    const address = name.split(' ')[1] ?? '';
    for (const method of METHODS.filter((one) => !named.has(`${one} ${address}`))) {
      const response = await callRoute(context.request, path, method);
      expect(response.status(), `${method} ${path}`).toBe(405);
    }
  }
  await context.close();
});

function lateness(name: string): number {
  return name === 'action signOutEverywhere' ? 1 : 0;
}
