import { Signer } from '@aws-sdk/rds-signer';

type DatabaseAddress = {
  readonly hostname: string;
  readonly port: number;
  readonly username: string;
  readonly region: string;
};

/**
 * The token that RDS takes instead of a password, from the SDK's own chain of credentials. It is
 * valid for 15 minutes and only needed to connect. Nothing is sent to sign it.
 */
export function signDatabaseLogin(address: DatabaseAddress): Promise<string> {
  return new Signer(address).getAuthToken();
}
