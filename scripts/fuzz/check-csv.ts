import { parse } from 'csv-parse';
import type { Readable } from 'node:stream';
import { findUnseen, quote } from './finding';

/** The first sign behind what an importer may drop, as spreadsheets know formulas. */
const FORMULA = /^\p{Z}*[=+\-@\t\r\n＝＋－＠]|^[\s\p{Cf}]+[=+\-@＝＋－＠]/u;

export type CsvReport = { readonly rows: number; readonly problems: readonly string[] };

/** Reads an export with an independent parser: as many columns everywhere, no formula in a cell. */
export async function checkCsv(file: Readable, columns: number): Promise<CsvReport> {
  const problems: string[] = [];
  let rows = 0;
  const records = file.pipe(parse({ bom: true, record_delimiter: '\r\n', from_line: 2 }));
  for await (const record of records as AsyncIterable<readonly string[]>) {
    rows += 1;
    if (record.length !== columns) problems.push(`${record.length} columns in row ${rows}`);
    for (const cell of record) problems.push(...checkCell(cell));
  }
  return { rows, problems };
}

function checkCell(cell: string): readonly string[] {
  // A reason may have several lines, and a quoted cell keeps them.
  const unseen = findUnseen(cell, '\n');
  return [
    ...(FORMULA.test(cell) ? [`a formula: ${quote(cell)}`] : []),
    ...(unseen === null ? [] : [`the character ${quote(unseen)} in the cell ${quote(cell)}`]),
  ];
}
