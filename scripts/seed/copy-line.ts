const SPECIAL = /[\\\t\n\r]/;

/** One row of PostgreSQL's COPY text format. */
export function writeCopyLine(fields: readonly (string | number | null)[]): string {
  return `${fields.map(writeField).join('\t')}\n`;
}

function writeField(field: string | number | null): string {
  if (field === null) return '\\N';
  const text = String(field);
  if (!SPECIAL.test(text)) return text;
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll('\t', '\\t')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r');
}

/** A `text[]` as PostgreSQL reads it. */
export function writeTextArray(items: readonly string[]): string {
  return `{${items.map((item) => `"${item.replace(/["\\]/g, '\\$&')}"`).join(',')}}`;
}
