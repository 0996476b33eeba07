import { awsConsoleUrl, type AwsThing } from './aws-console-url';
import { CopyableId } from './copyable-id';

type Props = { readonly region: string; readonly thing: AwsThing; readonly id: string };

/** An EC2 id that can be copied and opens in the AWS console. */
export function AwsId({ region, thing, id }: Props) {
  return (
    <CopyableId
      id={id}
      href={awsConsoleUrl(region, thing, id)}
      opens={`Open this ${thing} in the AWS console`}
    />
  );
}
