import type { Agent } from '@/lib/run/run';
import type { RunFilters } from './run-filters';

export type ExportFormat = 'csv' | 'jsonl';

/** Which rows somebody wants as a file. */
export type ExportOrder = {
  /** Id of the record that this export will have. */
  readonly id: string;
  readonly format: ExportFormat;
  readonly filters: RunFilters;
  readonly agent: Agent;
};
