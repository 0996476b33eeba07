import type { FaultEffect } from '../server/fault';
import type { Ec2Surroundings } from './ec2-world';
import type { Principal } from './principal';
import type { QueryForm } from './query-form';
import type { XmlBody } from './xml-reply';

/** One authenticated request, with all that an operation may look at. */
export type Ec2Request = {
  readonly form: QueryForm;
  readonly principal: Principal;
  readonly place: { readonly accountId: string; readonly region: string };
  readonly surroundings: Ec2Surroundings;
  readonly effects: readonly FaultEffect[];
};

/** Returns the body of the reply; throws `AwsError`. */
export type Ec2Operation = (request: Ec2Request) => XmlBody;
