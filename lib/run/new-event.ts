import type { EventLevel } from './run';

/** An event before the database gave it its number and time. */
export type NewEvent = {
  readonly level: EventLevel;
  /** Stable kebab-case name, such as `snapshot-created`. */
  readonly code: string;
  readonly message: string;
  readonly stepId?: string;
  readonly data?: Readonly<Record<string, unknown>>;
};
