import { describe, expect, it } from 'vitest';
import { networkOf, readClientAddress } from './client-address';
import { PEER_HEADER } from './peer-header';

function read(proxies: number, forwarded?: string): string | null {
  const headers = new Headers({ [PEER_HEADER]: '10.0.0.9' });
  if (forwarded !== undefined) headers.set('x-forwarded-for', forwarded);
  return readClientAddress(headers, { proxies });
}

describe('the client address in the log', () => {
  it('is the connection itself without a proxy, whatever a client claims', () => {
    expect(read(0)).toBe('10.0.0.9');
    expect(read(0, '192.0.2.1')).toBe('10.0.0.9');
  });

  it('is what the stated number of proxies heard, and nothing that was claimed before them', () => {
    expect(read(1, '192.0.2.66, 203.0.113.5')).toBe('203.0.113.5');
    expect(read(2, '192.0.2.66, 203.0.113.5, 10.0.0.1')).toBe('203.0.113.5');
  });

  it('is the connection where a proxy that was stated is not there', () => {
    expect(read(2, '203.0.113.5')).toBe('10.0.0.9');
    expect(read(1)).toBe('10.0.0.9');
  });
});

it('counts an IPv6 network of 64 bits as one client, and an IPv4 address however it is written', () => {
  expect(networkOf('2001:db8:0:1::1')).toBe('2001:db8:0:1');
  expect(networkOf('2001:0db8::1:ffff:ffff:ffff:ffff')).toBe(networkOf('2001:db8:0:1::'));
  expect(networkOf('2001:db8:0:2::1')).not.toBe(networkOf('2001:db8:0:1::1'));
  expect(networkOf('::1')).toBe('0:0:0:0');
  expect(networkOf('::ffff:203.0.113.5')).toBe('203.0.113.5');
  expect(networkOf('203.0.113.5')).toBe('203.0.113.5');
  expect(networkOf('no address')).toBe('no address');
});
