import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { AwsClients } from './create-clients';
import { readAws, requireField } from './read-aws';

/** `accountId` has 12 digits; `arn` names the role session, and with it the agent. */
export type AwsIdentity = { readonly accountId: string; readonly arn: string };

/** Asks STS who these credentials are. Needs no permission. */
export async function fetchIdentity(clients: AwsClients): Promise<AwsIdentity> {
  const reply = await readAws(clients, 'GetCallerIdentity', (options) =>
    clients.sts.send(new GetCallerIdentityCommand({}), options),
  );
  return {
    accountId: requireField(clients, 'GetCallerIdentity', reply.Account),
    arn: requireField(clients, 'GetCallerIdentity', reply.Arn),
  };
}
