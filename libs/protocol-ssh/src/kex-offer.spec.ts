import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { describeOffer, firstPacket, parseKexInit, watchKexOffer } from './kex-offer.js';

const lists = [
  'diffie-hellman-group1-sha1,kex-strict-s-v00@openssh.com',
  'ssh-rsa,ssh-dss',
  '3des-cbc',
  '3des-cbc,aes128-cbc',
  'hmac-sha1',
  'hmac-sha1',
  'none',
  'none',
  '',
  '',
];

function kexInitOf(names: readonly string[] = lists): Buffer {
  const body = names.map((name) => Buffer.concat([uint32(name.length), Buffer.from(name)]));
  return Buffer.concat([Buffer.of(20), Buffer.alloc(16, 7), ...body, Buffer.alloc(5)]);
}

function packetOf(payload: Buffer): Buffer {
  const padding = 8;
  const head = Buffer.concat([uint32(1 + payload.length + padding), Buffer.of(padding)]);
  return Buffer.concat([head, payload, Buffer.alloc(padding)]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

const hello = Buffer.concat([
  Buffer.from('Welcome to the plant\r\nSSH-2.0-OldDevice_1.2\r\n'),
  packetOf(kexInitOf()),
]);

test('the first packet of a server says what it offers, in whatever pieces it comes', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 20 }), (sizes) => {
      const wire = new PassThrough();
      const offered = watchKexOffer(wire);
      let at = 0;
      for (let turn = 0; at < hello.length; turn += 1) {
        const size = sizes[turn % sizes.length] ?? 1;
        wire.emit('data', hello.subarray(at, at + size));
        at += size;
      }
      expect(offered()).toEqual({
        kex: ['diffie-hellman-group1-sha1', 'kex-strict-s-v00@openssh.com'],
        serverHostKey: ['ssh-rsa', 'ssh-dss'],
        cipher: ['3des-cbc', 'aes128-cbc'],
        hmac: ['hmac-sha1'],
      });
      expect(wire.listenerCount('data')).toBe(0);
    }),
  );
});

test('what a server offers is told in one line, and what it wrote is made harmless', () => {
  const offer = parseKexInit(kexInitOf(['a\u001b[31m,b', 'ssh-rsa', '', '', '', '', '', '']));
  expect(offer && describeOffer(offer)).toBe(
    'key exchange a?[31m, b; host key ssh-rsa; encryption nothing; integrity nothing',
  );
});

test('a length beyond what a packet may have, and a server that never identifies itself, say nothing', () => {
  const long = Buffer.concat([Buffer.from('SSH-2.0-x\r\n'), uint32(0x7fffffff), Buffer.of(4)]);
  expect(firstPacket(long)).toBeNull();
  const wire = new PassThrough();
  const offered = watchKexOffer(wire);
  for (let count = 0; count < 70; count += 1) wire.emit('data', Buffer.alloc(1024, 120));
  expect(offered()).toBeNull();
  expect(wire.listenerCount('data')).toBe(0);
});

test('any bytes are an offer or none, and never more than they are', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), fc.nat({ max: 300 }), (bytes, cut) => {
      const noise = Buffer.from(bytes);
      const altered = Buffer.from(hello);
      noise.copy(altered, Math.min(cut, altered.length));
      for (const input of [noise, altered, Buffer.concat([Buffer.from('SSH-2.0-x\n'), noise])]) {
        const packet = firstPacket(input);
        if (!Buffer.isBuffer(packet)) continue;
        expect(packet.length).toBeLessThanOrEqual(input.length);
        const offer = parseKexInit(packet);
        if (offer) expect(describeOffer(offer)).toMatch(/^[\x20-\x7e]*$/);
      }
    }),
    { numRuns: 2000 },
  );
});
