import type { IncomingMessage } from 'node:http';
import { ClientAddress } from './client-address.js';

const from = (peer: string, forwarded?: string, others: Record<string, string> = {}): IncomingMessage =>
  ({
    socket: { remoteAddress: peer },
    headers: { ...(forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }), ...others },
  }) as unknown as IncomingMessage;

const behindProxies = new ClientAddress(['10.0.0.0/8', '2001:db8::/32', '192.0.2.5']);

test.each([
  ['an untrusted peer is the client, whatever it says', from('203.0.113.9', '1.2.3.4'), '203.0.113.9'],
  [
    'other headers never count',
    from('10.1.1.1', undefined, { 'x-real-ip': '1.2.3.4', forwarded: 'for=1.2.3.4' }),
    '10.1.1.1',
  ],
  ['a trusted proxy names the client', from('10.1.1.1', '203.0.113.9'), '203.0.113.9'],
  [
    'what the client itself put in front does not count',
    from('10.1.1.1', '1.2.3.4, 203.0.113.9'),
    '203.0.113.9',
  ],
  [
    'a chain of trusted proxies is walked',
    from('10.1.1.1', '203.0.113.9, 192.0.2.5, 10.9.9.9'),
    '203.0.113.9',
  ],
  ['garbage stops the walk', from('10.1.1.1', '203.0.113.9, unknown'), '10.1.1.1'],
  ['only trusted proxies: the outermost is the client', from('10.1.1.1', '10.2.2.2'), '10.2.2.2'],
  [
    'an IPv4 peer of a dual-stack socket reads as IPv4',
    from('::ffff:10.1.1.1', '203.0.113.9'),
    '203.0.113.9',
  ],
  ['IPv6 proxies count too', from('2001:db8::1', '2001:dba::7'), '2001:dba::7'],
])('AN-13 %s', (_name, request, expected) => {
  expect(behindProxies.of(request)).toBe(expected);
});

test('AN-13 without trusted proxies the socket alone counts', () => {
  expect(new ClientAddress([]).of(from('127.0.0.1', '1.2.3.4'))).toBe('127.0.0.1');
});

test.each(['10.0.0.0/33', 'proxy.example', '10.0.0.0/x', '::/129', ''])(
  'a block %j stops the start',
  (block) => {
    expect(() => new ClientAddress([block])).toThrow('TRUSTED_PROXIES');
  },
);
