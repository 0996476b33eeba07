/** SQL that writes a time as ISO 8601 UTC, the same in every file. */
export function formatTimeSql(column: string): string {
  return `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}
