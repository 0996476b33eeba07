import { z } from 'zod';
import type { EnvironmentName } from '../ec2/accounts';
import type { InstanceState, VolumeRecord } from '../ec2/ec2-world';

/** A server as a sample writes it down; ids and everything else follow from its name. */
export type SampleServer = {
  readonly name: string;
  readonly address: string;
  /** Where it runs; unset: prod-eu. */
  readonly environment?: EnvironmentName;
  readonly state?: InstanceState;
  readonly secondaryAddresses?: readonly string[];
  readonly rootDeviceType?: 'ebs' | 'instance-store';
  /** What EC2 says the root device is called; unset: as its volume is attached. */
  readonly rootDeviceName?: string;
  /** Tells servers of one name apart. */
  readonly twin?: string;
  readonly volume?: Partial<
    Pick<
      VolumeRecord,
      | 'sizeGib'
      | 'encrypted'
      | 'state'
      | 'volumeType'
      | 'snapshotDurationMs'
      | 'snapshotOutcome'
      | 'snapshotMarks'
    >
  >;
  readonly snapshots?: readonly SampleSnapshot[];
};

/** A snapshot that exists already. It is always this old, however long the sandbox runs. */
export type SampleSnapshot = {
  readonly ageMinutes: number;
  readonly state: 'completed' | 'pending';
  readonly ticket?: string;
};

/** A task as someone would write it in Freshservice. */
export const sampleTaskSchema = z.object({
  title: z.string(),
  /** Rich text. */
  description: z.string().nullable(),
  /** Unset: Open (1). */
  status: z.exactOptional(z.int()),
  deleted: z.exactOptional(z.boolean()),
});

export type SampleTask = Readonly<z.infer<typeof sampleTaskSchema>>;

/** Days before (negative) or after the start of the sandbox. */
export type SampleWindow = { readonly fromDays: number; readonly toDays: number };

/** A ticket for one situation. Dates are relative to the start of the sandbox. */
export type Sample = {
  readonly reference: string;
  /** One line that says what there is to see. */
  readonly situation: string;
  readonly subject: string;
  /** The environment to pick; unset: any that has prod-eu in it. */
  readonly environment?: EnvironmentName | 'all';
  /** Codes of the findings that its plan has, before anything was executed. */
  readonly shows: readonly string[];
  readonly tasks: readonly SampleTask[];
  readonly servers: readonly SampleServer[];
  /** Unset: Pending Release (4). */
  readonly status?: number;
  /** Where Freshservice put it away. Changes have neither; tickets do. */
  readonly discarded?: 'deleted' | 'spam';
  /** Fields in another form than Freshservice documents, as some accounts send them. */
  readonly oddFields?: Readonly<Record<string, unknown>>;
  /** Unset: Approved (1). */
  readonly approval?: number;
  /** Unset: from a day and a half ago to in a week. */
  readonly window?: SampleWindow;
  readonly blackout?: SampleWindow & { readonly name: string };
};

/** A task that asks for a server as the seed's documentation says: name in title, address below. */
export function askFor(server: SampleServer, overrides: Partial<SampleTask> = {}): SampleTask {
  return {
    title: `snap:${server.name.split('.')[0]}`,
    description: `<div>${server.address}</div>`,
    ...overrides,
  };
}

/** A numbered row of alike servers: `web-01`, `web-02`, ... at addresses that follow each other. */
export function rowOfServers(
  count: number,
  name: string,
  firstAddress: string,
): readonly SampleServer[] {
  const [a = 0, b = 0, c = 0, d = 0] = firstAddress.split('.').map(Number);
  const digits = Math.max(2, String(count).length);
  return Array.from({ length: count }, (_, index) => {
    const last = d + index;
    const address = [a, b, c + Math.floor(last / 256), last % 256].join('.');
    return { name: `${name}-${String(index + 1).padStart(digits, '0')}.prod.example.com`, address };
  });
}
