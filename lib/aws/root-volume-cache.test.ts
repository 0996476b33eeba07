import { expect, test } from 'vitest';
import type { Instance } from '@/lib/plan/inventory';
import { createRootVolumeCache } from './root-volume-cache';

function buildInstance(n: number, overrides: Partial<Instance> = {}): Instance {
  return {
    instanceId: `i-${n}`,
    state: 'running',
    nameTag: `web-0${n}`,
    primaryAddress: `10.0.0.${n}`,
    addresses: [`10.0.0.${n}`],
    rootDeviceName: '/dev/xvda',
    rootDeviceType: 'ebs',
    mappedDevices: ['/dev/xvda'],
    rootVolumeId: `vol-${n}`,
    ...overrides,
  };
}

test('knows the volumes of addresses and names it has seen, each once', () => {
  const cache = createRootVolumeCache();
  cache.learn([buildInstance(1), buildInstance(2), buildInstance(3, { state: 'terminated' })]);
  const query = { addresses: ['10.0.0.1', '10.0.0.3', '10.0.0.9'], names: ['web-01', 'web-02'] };
  expect(cache.guess(query)).toEqual(['vol-1', 'vol-2']);
});

test('the last sight of an address counts', () => {
  const cache = createRootVolumeCache();
  cache.learn([buildInstance(1)]);
  cache.learn([buildInstance(1, { rootVolumeId: 'vol-new' })]);
  expect(cache.guess({ addresses: ['10.0.0.1'], names: [] })).toEqual(['vol-new']);
});
