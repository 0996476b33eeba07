import { CopyableId } from './copy-button';

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

/** Which page of the EC2 console shows a thing, by the kind of thing. */
const DETAILS = {
  instance: 'InstanceDetails:instanceId',
  volume: 'VolumeDetails:volumeId',
  snapshot: 'SnapshotDetails:snapshotId',
} as const;

type AwsThing = keyof typeof DETAILS;

/** Where a person sees an EC2 thing in the AWS console of its region's partition. */
export function awsConsoleUrl(region: string, thing: AwsThing, id: string): string {
  const area = encodeURIComponent(region);
  const page = `#${DETAILS[thing]}=${encodeURIComponent(id)}`;
  return `https://${consoleHost(region)}/ec2/home?region=${area}${page}`;
}

function consoleHost(region: string): string {
  if (region.startsWith('cn-')) return 'console.amazonaws.cn';
  if (region.startsWith('us-gov-')) return 'console.amazonaws-us-gov.com';
  return `${encodeURIComponent(region)}.console.aws.amazon.com`;
}
