import { expect, test } from 'vitest';
import { buildSamples } from './build-samples';
import { SAMPLES, SAMPLE_TICKETS } from './sample-tickets';

const { tickets, world } = buildSamples(Date.UTC(2026, 10, 23));

test('no two samples share a number, an id, or an address by accident', () => {
  const references = SAMPLES.map(({ reference }) => reference);
  expect(new Set(references).size).toBe(references.length);
  expect(new Set(world.instances.map(({ instanceId }) => instanceId)).size).toBe(
    world.instances.length,
  );
  expect(new Set(world.volumes.map(({ volumeId }) => volumeId)).size).toBe(world.volumes.length);
  const addresses = world.instances.map(({ primaryAddress }) => primaryAddress);
  const shared = addresses.filter((one, index) => addresses.indexOf(one) !== index);
  expect(new Set(shared)).toEqual(new Set(['10.20.10.11', '10.20.21.11', '10.20.22.11']));
});

test('every sample has one line that says what there is to see', () => {
  for (const { situation } of SAMPLE_TICKETS) {
    expect(situation).toMatch(/^\S.{8,110}\S$/);
  }
  expect(SAMPLE_TICKETS[0]?.reference).toBe('CHN-7303');
});

test.each([
  'instance-not-found',
  'instance-ambiguous',
  'instance-in-several-environments',
  'root-volume-missing',
  'volume-unusable',
  'environment-unreachable',
  'environment-denied',
  'title-without-name',
  'title-malformed',
  'description-missing',
  'address-missing',
  'address-several',
  'address-invalid',
  'address-range',
  'wildcard-refused',
  'list-empty',
  'title-near-miss',
  'ticket-deleted',
  'ticket-spam',
  'name-differs',
  'volume-shared',
  'snapshot-pending',
  'snapshot-for-ticket-exists',
  'snapshot-recent',
  'ticket-closed',
  'ticket-not-approved',
  'outside-planned-window',
  'inside-blackout-window',
  'secondary-address',
  'instance-not-running',
])('a ticket shows %s', (code) => {
  expect(SAMPLES.some(({ shows }) => shows.includes(code))).toBe(true);
});

test.each([
  ['CHN-7301', 10],
  ['CHN-7303', 3],
  ['CHN-7306', 8],
  ['CHN-7308', 65],
  ['CHN-7390', 1000],
])('%s has %d tasks', (reference, count) => {
  expect(tickets.find((one) => one.reference === reference)?.tasks).toHaveLength(count);
});
