import { existsSync, readFileSync } from 'node:fs';

export type AsvsReport = {
  readonly applicable: number;
  readonly tested: number;
  readonly excepted: number;
  readonly problems: readonly string[];
};

/** How many items of level 1 and 2 each section of ASVS 5.0 has; they come first in each. */
const SECTIONS =
  '1.1:2 1.2:9 1.3:11 1.4:3 1.5:2 2.1:3 2.2:3 2.3:4 2.4:1 3.2:2 3.3:4 3.4:6 3.5:5 3.7:2 4.1:3 4.2:1 4.3:2 ' +
  '4.4:4 5.1:1 5.2:3 5.3:2 5.4:3 6.1:3 6.2:12 6.3:4 6.4:4 6.5:5 6.6:3 6.8:4 7.1:3 7.2:4 7.3:2 7.4:5 7.5:2 ' +
  '7.6:2 8.1:2 8.2:3 8.3:1 8.4:1 9.1:3 9.2:4 10.1:2 10.2:2 10.3:4 10.4:11 10.5:5 10.6:2 10.7:3 11.1:2 11.2:3 ' +
  '11.3:3 11.4:4 11.5:1 11.6:1 12.1:3 12.2:2 12.3:4 13.1:1 13.2:5 13.3:2 13.4:5 14.1:2 14.2:4 14.3:3 15.1:3 ' +
  '15.2:3 15.3:7 16.1:1 16.2:5 16.3:4 16.4:3 16.5:3 17.1:1 17.2:4 17.3:2';

const ROW = /^\| (V\d+\.\d+\.\d+) +\| \d +\|.*\| (.+?) +\|$/;
const TEST = /^`([^`]+)` › (.+)$/;

/** Reads the table of docs/asvs.md and compares it with the standard and with the tests. */
export function readAsvs(document: string): AsvsReport {
  const [table = '', rest = ''] = document.split('## Does not apply');
  const rows = table.split('\n').flatMap((line) => {
    const [, id, reference] = ROW.exec(line) ?? [];
    return id === undefined || reference === undefined ? [] : [{ id, reference }];
  });
  const placed = [...rows.map(({ id }) => id), ...(rest.match(/V\d+\.\d+\.\d+/g) ?? [])];
  const tested = rows.filter(({ reference }) => TEST.test(reference));
  const excepted = rows.filter(({ reference }) => /^Exception: .{5,}/.test(reference));
  return {
    applicable: rows.length,
    tested: tested.length,
    excepted: excepted.length,
    problems: [
      ...compareWithStandard(placed),
      ...(tested.length + excepted.length === rows.length ? [] : ['A row has neither.']),
      ...rows.flatMap(({ id, reference }) => findMissingTest(id, reference)),
    ],
  };
}

function compareWithStandard(placed: readonly string[]): readonly string[] {
  const wanted = SECTIONS.split(' ').flatMap((section) => {
    const [name, count] = section.split(':');
    return Array.from({ length: Number(count) }, (_, at) => `V${name}.${at + 1}`);
  });
  const missing = wanted.filter((id) => !placed.includes(id));
  const unknown = placed.filter((id) => !wanted.includes(id));
  const twice = placed.filter((id, at) => placed.indexOf(id) !== at);
  return [
    ...missing.map((id) => `${id} is neither in the table nor among what does not apply.`),
    ...unknown.map((id) => `${id} is no item of level 1 or 2.`),
    ...twice.map((id) => `${id} stands there twice.`),
  ];
}

function findMissingTest(id: string, reference: string): readonly string[] {
  const [, file, name] = TEST.exec(reference) ?? [];
  if (file === undefined || name === undefined) return [];
  if (!existsSync(file)) return [`${id}: there is no ${file}.`];
  return readFileSync(file, 'utf8').includes(name) ? [] : [`${id}: ${file} has no “${name}”.`];
}
