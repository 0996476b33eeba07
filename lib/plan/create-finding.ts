import type { Finding } from './plan';

type FindingInput = Pick<Finding, 'code' | 'severity' | 'message' | 'hint'> & {
  /** What it is about: a task, a volume, a ticket. Code and subject together are the key. */
  readonly subject: string;
} & Partial<Pick<Finding, 'taskIds' | 'environment' | 'overridable'>>;

export function createFinding(input: FindingInput): Finding {
  const { subject, ...rest } = input;
  return {
    taskIds: [],
    environment: null,
    overridable: false,
    ...rest,
    key: `${input.code}:${subject}`,
  };
}
