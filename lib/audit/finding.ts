/** One thing that is not as it was written. */
export type Finding = {
  /** Where: a run and its event's number, an entry of the ledger, an export, an archive, a guard. */
  readonly place:
    | { readonly kind: 'run'; readonly runId: string; readonly seq: number | null }
    | { readonly kind: 'ledger'; readonly seq: number }
    | { readonly kind: 'export'; readonly id: string }
    | { readonly kind: 'guard'; readonly name: string }
    | { readonly kind: 'archive'; readonly file: string; readonly line: number | null };
  /** What differs, in one sentence. */
  readonly what: string;
};

export function describeFinding({ place, what }: Finding): string {
  return `${describePlace(place)}: ${what}`;
}

function describePlace(place: Finding['place']): string {
  switch (place.kind) {
    case 'run':
      return `run ${place.runId}${place.seq === null ? '' : `, event ${place.seq}`}`;
    case 'ledger':
      return `ledger, entry ${place.seq}`;
    case 'export':
      return `export ${place.id}`;
    case 'guard':
      return `database, ${place.name}`;
    case 'archive':
      return `archive ${place.file}${place.line === null ? '' : `, line ${place.line}`}`;
  }
}
