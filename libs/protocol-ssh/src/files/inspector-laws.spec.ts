import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { MemoryDuplex } from '../testing/memory-duplex.js';
import { operations, replies } from '../testing/sftp-operations.js';
import type { FileEvent } from './file-event.js';
import { parseFileEntries } from './file-log.js';
import type { FileRights } from './file-rights.js';
import { needOf } from './judge-path.js';
import { PacketSplitter } from './packet-splitter.js';
import { PacketWriter } from './packet-writer.js';
import { PathTurns } from './path-turns.js';
import { inspectSftp } from './sftp-inspector.js';
import { packetTypes } from './sftp-numbers.js';
import { parseSftpReply } from './sftp-reply.js';
import { encodeSftpRequest, parseSftpRequest } from './sftp-request.js';
import type { SftpRequest } from './sftp-request.js';
import { isWithin, normalisedPath } from './wire-path.js';

jest.setTimeout(process.env.LONG ? 7_200_000 : 120_000);

const runs = process.env.LONG ? 20_000 : 300;
const init = new PacketWriter(packetTypes.init).uint32(3).finish();
const version = new PacketWriter(packetTypes.version).uint32(3).finish();
const noLimits = { mostFileBytes: null, refusedEndings: [] };
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const rights = fc.constantFrom<FileRights>(
  { in: 'anywhere', out: 'anywhere' },
  { in: null, out: 'anywhere' },
  { in: 'anywhere', out: null },
  { in: ['/in'], out: null },
  { in: null, out: ['/in'] },
  { in: ['/in'], out: ['/in/sub'] },
);

describe('laws of the inspection', () => {
  it('never crashes, forwards only what is allowed and on record, and answers each request once', async () => {
    await fc.assert(
      fc.asyncProperty(
        rights,
        fc.array(fc.tuple(fc.nat(20), operations), { maxLength: 25 }),
        fc.infiniteStream(replies),
        fc.infiniteStream(fc.nat(9)),
        async (granted, requests, answers, chances) => {
          const [client, target] = [new MemoryDuplex(), new MemoryDuplex()];
          const events: FileEvent[] = [];
          const splitter = new PacketSplitter();
          let hasBegun = false;
          const forwarded: SftpRequest[] = [];
          const unrecorded: string[] = [];
          target.onWrite = (bytes) => {
            for (const packet of splitter.feed(Buffer.from(bytes))) {
              if (!hasBegun) {
                hasBegun = true;
                target.send(version);
                continue;
              }
              const request = parseSftpRequest(packet);
              forwarded.push(request);
              if (!isOnRecord(request, events)) unrecorded.push(request.op);
              const chance = chances.next().value;
              // Once in a while an answer to nothing, twice the same, or none.
              const id = chance === 0 ? request.id + 1000 : request.id;
              const reply = answers.next().value as (id: number) => Buffer;
              const answer = reply(id);
              if (chance !== 1) target.send(answer);
              if (chance === 2) target.send(answer);
            }
          };
          const inspection = inspectSftp(client, target, {
            rights: granted,
            limits: noLimits,
            keepContents: false,
            turns: new PathTurns(),
            record: async (event) => {
              await turn();
              events.push(event);
            },
          });
          client.send(init);
          for (const [id, operation] of requests) client.send(encodeSftpRequest(id, operation));
          client.sendEnd();
          for (let each = 0; each < 20; each++) await turn();
          target.sendEnd();
          const end = await inspection;
          expect(['client', 'target']).toContain(end.by);
          expect(unrecorded).toEqual([]);
          expect(forwarded.filter((request) => !isAllowed(request, granted))).toEqual([]);
          expectAnsweredOnce(
            client.bytes(),
            requests.map(([id]) => id),
          );
        },
      ),
      { numRuns: runs },
    );
  });

  it('forwards nothing any more once the record says that the session is over', async () => {
    const [client, target] = [new MemoryDuplex(), new MemoryDuplex()];
    let isOver = false;
    const inspection = inspectSftp(client, target, {
      rights: { in: 'anywhere', out: 'anywhere' },
      limits: noLimits,
      keepContents: false,
      turns: new PathTurns(),
      record: async () => {
        if (isOver) throw new Error('the session is over');
      },
    });
    client.send(init);
    target.send(version);
    client.send(encodeSftpRequest(1, { op: 'stat', path: '/a' }));
    while (target.written.length < 2) await turn();
    isOver = true;
    const before = [target.bytes().length, client.bytes().length];
    client.send(encodeSftpRequest(2, { op: 'remove', path: '/a' }));
    await expect(inspection).rejects.toThrow('the session is over');
    client.send(encodeSftpRequest(3, { op: 'remove', path: '/b' }));
    for (let each = 0; each < 5; each++) await turn();
    expect([target.bytes().length, client.bytes().length]).toEqual(before);
  });

  it('PS-14 passes on a folder of 10^6 names without holding it', async () => {
    const [client, target] = [new MemoryDuplex(), new MemoryDuplex()];
    const writer = new PacketWriter(packetTypes.name).uint32(0).uint32(1000);
    for (let each = 0; each < 1000; each++) writer.string(`name${each}`).string(`name${each}`).uint32(0);
    const names = writer.finish();
    const splitter = new PacketSplitter();
    let left = 1000;
    let passed = 0;
    target.onWrite = (bytes) => {
      target.written.length = 0;
      for (const packet of splitter.feed(Buffer.from(bytes))) {
        if (packet[4] === packetTypes.init) target.send(version);
        if (packet[4] === packetTypes.opendir)
          target.send(
            new PacketWriter(packetTypes.handle).uint32(parseSftpRequest(packet).id).string('dir1').finish(),
          );
        if (packet[4] !== packetTypes.readdir) continue;
        names.writeUInt32BE(parseSftpRequest(packet).id, 5);
        target.send(names);
      }
    };
    client.onWrite = (bytes) => {
      client.written.length = 0;
      passed += bytes.length;
      if (bytes[4] === packetTypes.version) client.send(encodeSftpRequest(1, { op: 'opendir', path: '/' }));
      else if ((left -= 1) >= 0) client.send(encodeSftpRequest(2, { op: 'readdir', handle: '\0\0\0\x01' }));
      else client.sendEnd();
    };
    let recorded = 0;
    const inspection = inspectSftp(client, target, {
      rights: { in: null, out: 'anywhere' },
      limits: noLimits,
      keepContents: false,
      turns: new PathTurns(),
      record: async (event) => void (recorded += event.kind === 'file' ? event.bytes.length : 0),
    });
    const before = held();
    client.send(init);
    while (!target.hasEnded) await turn();
    target.sendEnd();
    expect(await inspection).toEqual({ by: 'target', broken: null });
    expect(passed).toBeGreaterThan(1000 * names.length);
    expect(recorded).toBeLessThan(1 << 20);
    expect(held() - before).toBeLessThan(32 << 20);
  });
});

/** Bytes that somebody still holds: counted after the garbage is gone. */
function held(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** What the inspector asks by itself needs no record. */
const ownOperations = new Set(['realpath', 'lstat', 'fstat', 'close']);

function isOnRecord(request: SftpRequest, events: readonly FileEvent[]): boolean {
  if (ownOperations.has(request.op)) return true;
  const entries = events.flatMap((event) => (event.kind === 'file' ? parseFileEntries(event.bytes) : []));
  if (request.op === 'read' || request.op === 'write')
    return entries.some(
      (entry) =>
        entry.form === (request.op === 'read' ? 'readAsked' : 'writeAsked') &&
        entry.offset === request.offset,
    );
  const marks = events.flatMap((event) => (event.kind === 'mark' ? [event.data.op] : []));
  const quiet = entries.flatMap((entry) =>
    entry.form === 'operation' ? [(JSON.parse(entry.content?.toString() ?? '{}') as { op?: string }).op] : [],
  );
  return [...marks, ...quiet].includes(request.op);
}

function isAllowed(request: SftpRequest, granted: FileRights): boolean {
  if (request.op === 'unknown') return false;
  if (ownOperations.has(request.op)) return true;
  if (!('path' in request)) {
    if (request.op === 'write' || request.op === 'fsetstat') return granted.in !== null;
    return request.op !== 'read' || granted.out !== null;
  }
  const need = needOf(request);
  if (need === null || (need.reads && granted.out === null) || (need.writes && granted.in === null))
    return false;
  const folders = [granted.in, granted.out].filter((reach) => Array.isArray(reach));
  if (folders.length === 0) return true;
  const paths = 'to' in request ? [request.path, request.to] : [request.path];
  return paths.every(
    (path) =>
      path === normalisedPath(path) &&
      (isWithin(path, '/in') || (need.onTheWay && path === '/') || (need.onTheWay && isWithin('/in', path))),
  );
}

function expectAnsweredOnce(bytes: Buffer, ids: readonly number[]): void {
  const left = [...ids];
  for (const packet of new PacketSplitter().feed(bytes)) {
    if (packet[4] === packetTypes.version) continue;
    const at = left.indexOf(parseSftpReply(packet).id);
    expect(at).toBeGreaterThanOrEqual(0);
    left.splice(at, 1);
  }
}
