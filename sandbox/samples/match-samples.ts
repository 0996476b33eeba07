import { askFor, type Sample, type SampleServer } from './sample';

const store: SampleServer = {
  name: 'cache-nvme-01',
  address: '10.20.9.11',
  rootDeviceType: 'instance-store',
};
const alive: SampleServer = { name: 'api-01.prod.example.com', address: '10.20.10.11' };
const dead: SampleServer = { ...alive, state: 'terminated', twin: 'dead' };
const dying: SampleServer = { ...alive, state: 'shutting-down', twin: 'dying' };
const left: SampleServer = { name: 'search-blue', address: '10.20.21.11' };
const right: SampleServer = { name: 'search-green', address: '10.20.21.11' };
const european: SampleServer = { name: 'ldap-01', address: '10.20.22.11' };
const american: SampleServer = { ...european, environment: 'prod-us' };
const broken: SampleServer = {
  name: 'report-01',
  address: '10.20.23.11',
  volume: { state: 'error' },
};
const locked: SampleServer = { name: 'vault-01', address: '10.40.24.11', environment: 'locked' };
const untagged: SampleServer = {
  name: 'vault-02',
  address: '10.40.25.11',
  environment: 'untagged',
};
const dark: SampleServer = { name: 'edge-01', address: '10.40.26.11', environment: 'dark' };
const forbidden: SampleServer = {
  name: 'vault-03',
  address: '10.40.28.11',
  environment: 'organization',
};
const untaggable: SampleServer = {
  name: 'vault-04',
  address: '10.40.29.11',
  environment: 'tag-policy',
};
const renamed: SampleServer = {
  name: 'legacy-01',
  address: '10.20.30.11',
  rootDeviceName: '/dev/sda1',
};
const starting: SampleServer = { name: 'fresh-01', address: '10.20.39.11', state: 'pending' };
const eu: SampleServer = { name: 'mail-01', address: '10.20.27.11' };
const us: SampleServer = { name: 'mail-02', address: '10.30.27.11', environment: 'prod-us' };

/** What can be wrong between a request and its instance, volume and environment. */
export const MATCH_SAMPLES: readonly Sample[] = [
  {
    reference: 'CHN-7309',
    situation: 'A server on instance store: no EBS root volume',
    subject: 'Flush the NVMe cache',
    shows: ['root-volume-missing'],
    servers: [store],
    tasks: [askFor(store)],
  },
  {
    reference: 'CHN-7310',
    situation:
      'Terminated and shutting-down twins with the same name and address; they do not count',
    subject: 'Update the API gateway',
    shows: [],
    servers: [alive, dead, dying],
    tasks: [askFor(alive)],
  },
  {
    reference: 'CHN-7321',
    situation: 'Two running instances with one address (two VPCs)',
    subject: 'Switch search from blue to green',
    shows: ['instance-ambiguous'],
    servers: [left, right],
    tasks: [askFor(left)],
  },
  {
    reference: 'CHN-7322',
    situation: 'One address in two environments; pick all environments',
    subject: 'Renew the directory certificates',
    environment: 'all',
    shows: ['instance-in-several-environments'],
    servers: [european, american],
    tasks: [askFor(european)],
  },
  {
    reference: 'CHN-7323',
    situation: 'A root volume in state error',
    subject: 'Repair the report server',
    shows: ['volume-unusable'],
    servers: [broken],
    tasks: [askFor(broken)],
  },
  {
    reference: 'CHN-7324',
    situation: 'Environment `locked`: ec2:CreateSnapshot is denied',
    subject: 'Rotate the vault keys',
    environment: 'locked',
    shows: ['environment-denied'],
    servers: [locked],
    tasks: [askFor(locked)],
  },
  {
    reference: 'CHN-7325',
    situation: 'Environment `untagged`: ec2:CreateTags is denied',
    subject: 'Rotate the second vault',
    environment: 'untagged',
    shows: ['environment-denied'],
    servers: [untagged],
    tasks: [askFor(untagged)],
  },
  {
    reference: 'CHN-7326',
    situation: 'Environment `dark`: its EC2 does not answer',
    subject: 'Update the edge proxy',
    environment: 'dark',
    shows: ['environment-unreachable'],
    servers: [dark],
    tasks: [askFor(dark)],
  },
  {
    reference: 'CHN-7327',
    situation: 'Good servers in two environments; pick all environments',
    subject: 'Update the mail relays on both sides',
    environment: 'all',
    shows: [],
    servers: [eu, us],
    tasks: [askFor(eu), askFor(us)],
  },
  {
    reference: 'CHN-7328',
    situation: 'Environment `organization`: a service control policy denies ec2:CreateSnapshot',
    subject: 'Rotate the third vault',
    environment: 'organization',
    shows: ['environment-denied'],
    servers: [forbidden],
    tasks: [askFor(forbidden)],
  },
  {
    reference: 'CHN-7329',
    situation: 'Environment `tag-policy`: the organization demands a tag that is not configured',
    subject: 'Rotate the fourth vault',
    environment: 'tag-policy',
    shows: ['environment-denied'],
    servers: [untaggable],
    tasks: [askFor(untaggable)],
  },
  {
    reference: 'CHN-7330',
    situation: 'The root device is /dev/sda1, but the volume is attached as /dev/xvda',
    subject: 'Update the legacy server',
    shows: ['root-volume-missing'],
    servers: [renamed],
    tasks: [askFor(renamed)],
  },
  {
    reference: 'CHN-7339',
    situation: 'An instance that is still starting: no volume is attached yet',
    subject: 'Update the new server',
    shows: ['root-volume-missing'],
    servers: [starting],
    tasks: [askFor(starting)],
  },
];
