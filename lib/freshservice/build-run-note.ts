import { labelSnapshotState } from '@/lib/text/label-snapshot-state';

/** What a ticket is told about a run. */
export type RunNote = {
  readonly runId: string;
  readonly kind: 'create' | 'delete';
  readonly agentName: string;
  readonly agentEmail: string;
  /** What became of the run, such as `3 of 3 snapshots created`. */
  readonly outcome: string;
  readonly runUrl: string;
  readonly snapshots: readonly RunNoteSnapshot[];
  readonly errors: readonly string[];
  /** Why snapshots were deleted; null for a run that takes them. */
  readonly reason: string | null;
  /** One sentence for each task that was left open. */
  readonly openTasks: readonly string[];
};

export type RunNoteSnapshot = {
  readonly environment: string;
  readonly serverName: string;
  readonly snapshotId: string | null;
  readonly state: string;
  readonly error: string | null;
};

/** A note is for people; the whole list is one click away. */
const MAX_ROWS = 100;
const MAX_LINES = 20;
const MAX_TEXT_CHARS = 500;

/** What the text of a run's note begins with: it is how the note is found again. */
export function noteMarker(runId: string): string {
  return `Snapgate run ${runId}`;
}

/** The note as HTML. Every text is escaped; only the tags below come from us. Pure. */
export function buildRunNote(note: RunNote): string {
  const verb = note.kind === 'delete' ? 'Deleted by' : 'Requested by';
  const parts = [
    `<p><b>${escapeHtml(noteMarker(note.runId))}</b></p>`,
    `<p>${escapeHtml(note.outcome)}<br>${verb} ${escapeHtml(note.agentName)} (${escapeHtml(note.agentEmail)})</p>`,
    note.reason === null ? '' : `<p>Reason: ${escapeHtml(note.reason)}</p>`,
    formatTable(note),
    formatList('Errors', note.errors),
    formatList('Tasks left open', note.openTasks),
    `<p><a href="${escapeHtml(note.runUrl)}">Open the run in Snapgate</a></p>`,
  ];
  return parts.join('');
}

/** What a dry run that the worker made by itself says on the ticket. Pure. */
export function buildAheadNote(note: {
  readonly marker: string;
  readonly title: string;
  readonly lines: readonly string[];
  readonly url: string;
}): string {
  return [
    `<p><b>${escapeHtml(note.marker)}</b></p>`,
    `<p>${escapeHtml(note.title)}</p>`,
    formatList('Problems', note.lines),
    `<p><a href="${escapeHtml(note.url)}">Open the plan in Snapgate</a></p>`,
  ].join('');
}

function formatTable({ snapshots, kind }: RunNote): string {
  if (snapshots.length === 0) return '';
  const rows = snapshots.slice(0, MAX_ROWS).map((one) => {
    const word = labelSnapshotState(one.state, kind);
    const state = one.error === null ? word : `${word}: ${one.error}`;
    const cells = [one.environment, one.serverName, one.snapshotId ?? 'none', state];
    return `<tr>${cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>`;
  });
  const heads = ['Environment', 'Server', 'Snapshot', 'State'];
  const head = `<tr>${heads.map((name) => `<th>${name}</th>`).join('')}</tr>`;
  return `<table>${head}${rows.join('')}</table>${formatRest(snapshots.length - MAX_ROWS)}`;
}

function formatList(title: string, lines: readonly string[]): string {
  if (lines.length === 0) return '';
  const items = lines.slice(0, MAX_LINES).map((line) => `<li>${escapeHtml(line)}</li>`);
  return `<p>${title}</p><ul>${items.join('')}</ul>${formatRest(lines.length - MAX_LINES)}`;
}

function formatRest(more: number): string {
  return more > 0 ? `<p>… and ${more} more in Snapgate</p>` : '';
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.slice(0, MAX_TEXT_CHARS).replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? '');
}
