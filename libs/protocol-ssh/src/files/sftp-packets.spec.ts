import fc from 'fast-check';
import { corpusBytes } from '../testing/read-corpus.js';
import { MalformedFileStream } from './malformed-file-stream.js';
import { PacketSplitter } from './packet-splitter.js';
import { PacketWriter } from './packet-writer.js';
import { mostPacketBytes, packetTypes } from './sftp-numbers.js';
import { parseSftpReply } from './sftp-reply.js';
import { encodeSftpRequest, parseSftpRequest, redirectWrite } from './sftp-request.js';
import type { SftpOperation } from './sftp-request.js';
import { filterVersion, parseInit } from './version-packet.js';
import { operations } from '../testing/sftp-operations.js';

jest.setTimeout(process.env.LONG ? 7_200_000 : 120_000);

const runs = process.env.LONG ? 1_000_000 : 2000;

describe('SFTP packets', () => {
  it('reads back every request it writes, whole and in any pieces', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(), operations), { maxLength: 8 }),
        fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 60 }),
        (requests, cuts) => {
          const stream = Buffer.concat(requests.map(([id, operation]) => encodeSftpRequest(id, operation)));
          const splitter = new PacketSplitter();
          const read: unknown[] = [];
          for (const piece of piecesOf(stream, cuts))
            for (const packet of splitter.feed(piece)) read.push(parseSftpRequest(packet));
          expect(read).toEqual(requests.map(([id, operation]) => ({ id, ...operation })));
          expect(splitter.isBetweenPackets()).toBe(true);
        },
      ),
      { numRuns: Math.min(runs, 500) },
    );
  });

  it('redirects a write in place or anew, with the same result', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 8 }),
        fc.uint8Array({ minLength: 1, maxLength: 8 }),
        fc.uint8Array({ maxLength: 50 }),
        (ours, theirs, bytes) => {
          const [handle, to] = [ours, theirs].map((each) => Buffer.from(each).toString('latin1'));
          const write = { op: 'write', handle: handle!, offset: 5n, content: Buffer.from(bytes) } as const;
          const packet = encodeSftpRequest(1, write);
          const parsed = parseSftpRequest(packet) as SftpOperation & { op: 'write' };
          const sent = redirectWrite(packet, 99, to!, parsed);
          expect(parseSftpRequest(sent)).toEqual({ id: 99, ...write, handle: to });
        },
      ),
      { numRuns: 300 },
    );
  });

  it('answers any bytes with packets or a malformed stream, and with nothing else', () => {
    const corpus = corpusBytes('sftp-packets.hex');
    expect(corpus.length).toBeGreaterThan(30);
    const seeds = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.tuple(fc.constantFrom(...corpus), fc.nat(), fc.nat(255)).map(([seed, at, byte]) => {
        const changed = Uint8Array.from(seed);
        if (changed.length > 0) changed[at % changed.length] = byte;
        return changed;
      }),
    );
    for (const seed of corpus) feedEverything(seed);
    fc.assert(
      fc.property(seeds, (bytes) => feedEverything(Buffer.from(bytes))),
      { numRuns: runs },
    );
  });

  it('sets nothing aside for a packet that is too long', () => {
    const before = process.memoryUsage().arrayBuffers;
    for (const length of [mostPacketBytes + 1, 0x7fff_ffff, 0xffff_ffff]) {
      const head = Buffer.alloc(5);
      head.writeUInt32BE(length);
      expect(() => [...new PacketSplitter().feed(head)]).toThrow(MalformedFileStream);
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1 << 20);
  });

  it('takes from VERSION only what is inspected, and less with folders', () => {
    const offer = new PacketWriter(packetTypes.version).uint32(3);
    for (const name of [
      'posix-rename@openssh.com',
      'copy-data',
      'exec@example.com',
      'expand-path@openssh.com',
      'hardlink@openssh.com',
    ])
      offer.string(name).string('1');
    const namesIn = (packet: Buffer): string[] =>
      ['posix-rename@', 'copy-data', 'exec@', 'expand-path@', 'hardlink@'].filter((name) =>
        packet.includes(name),
      );
    expect(namesIn(filterVersion(offer.finish(), false))).toEqual([
      'posix-rename@',
      'copy-data',
      'expand-path@',
      'hardlink@',
    ]);
    expect(namesIn(filterVersion(offer.finish(), true))).toEqual(['posix-rename@', 'copy-data']);
  });
});

function feedEverything(bytes: Buffer): void {
  quietly(() => {
    for (const packet of new PacketSplitter().feed(Buffer.from(bytes)))
      for (const parse of [
        parseSftpRequest,
        parseSftpReply,
        parseInit,
        (each: Buffer) => filterVersion(each, true),
      ])
        quietly(() => void parse(packet));
  });
}

function quietly(act: () => void): void {
  try {
    act();
  } catch (error) {
    if (!(error instanceof MalformedFileStream)) throw error;
  }
}

function* piecesOf(stream: Buffer, cuts: readonly number[]): Generator<Buffer> {
  let rest = Buffer.from(stream);
  for (const cut of cuts) {
    if (rest.length === 0) return;
    yield rest.subarray(0, cut);
    rest = rest.subarray(cut);
  }
  if (rest.length > 0) yield rest;
}
