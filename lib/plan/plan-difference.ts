/** One line of the before/after table that is shown when a plan changed under the agent's eyes. */
export type PlanDifference = {
  readonly kind:
    | 'environment-changed'
    | 'task-added'
    | 'task-removed'
    | 'task-edited'
    | 'verdict-changed'
    | 'step-added'
    | 'step-removed'
    | 'environment-moved'
    | 'instance-replaced'
    | 'address-moved'
    | 'volume-changed'
    | 'volume-resized'
    | 'server-renamed'
    | 'finding-added'
    | 'finding-changed'
    | 'finding-gone';
  /** Null where the difference is not about one task. */
  readonly taskId: string | null;
  /** What differs, as the table's first column names it, such as `web-01: the instance`. */
  readonly what: string;
  readonly before: string | null;
  readonly after: string | null;
  /** One plain sentence. */
  readonly message: string;
};
