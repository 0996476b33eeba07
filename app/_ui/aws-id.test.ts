import { describe, expect, test } from 'vitest';
import { awsConsoleUrl } from './aws-id';

describe('an id links to its page in the console of its partition', () => {
  test.each([
    [
      'eu-west-1',
      'snapshot',
      'snap-0a1b',
      'https://eu-west-1.console.aws.amazon.com/ec2/home?region=eu-west-1#SnapshotDetails:snapshotId=snap-0a1b',
    ],
    [
      'us-gov-west-1',
      'volume',
      'vol-0a1b',
      'https://console.amazonaws-us-gov.com/ec2/home?region=us-gov-west-1#VolumeDetails:volumeId=vol-0a1b',
    ],
    [
      'cn-north-1',
      'instance',
      'i-0a1b',
      'https://console.amazonaws.cn/ec2/home?region=cn-north-1#InstanceDetails:instanceId=i-0a1b',
    ],
  ] as const)('%s %s %s', (region, thing, id, url) => {
    expect(awsConsoleUrl(region, thing, id)).toBe(url);
  });
});
