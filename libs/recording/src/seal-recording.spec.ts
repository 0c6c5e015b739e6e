import { createHash } from 'node:crypto';
import { cpSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { trailerBytes } from './container/chunk-index.js';
import { openRecorder } from './open-recorder.js';
import type { RecordingHeader, RecordingKeys } from './recording-header.js';
import { readRecording } from './replay.js';
import { findUnsealedRecordings, sealRecording } from './seal-recording.js';
import { makeHeader, makeKeys, makePlace, type RecordingPlace, unwrapKey } from './testing/recording-kit.js';
import { verifyRecording } from './verify.js';

// Other suites share the machine.
jest.setTimeout(60_000);

const reason = 'host ended unexpectedly';

describe('sealRecording', () => {
  let place: RecordingPlace;
  let header: RecordingHeader;
  let keys: RecordingKeys;
  let kept: string;
  const texts = Array.from(
    { length: 40 },
    (_, number) => `record ${number} ${'.'.repeat((number * 37) % 200)}`,
  );

  /** A spool as a crash leaves it: copied while the recorder was at work, without its owner. */
  beforeAll(async () => {
    place = makePlace();
    header = makeHeader();
    keys = makeKeys(header.recordingId);
    const recorder = await openRecorder({ ...place, header, keys });
    for (const text of texts)
      await recorder.record({ channel: 1, kind: 'terminal-out', data: Buffer.from(text) });
    kept = path.join(place.root, 'kept');
    cpSync(path.join(place.spoolDirectory, header.recordingId), path.join(kept, header.recordingId), {
      recursive: true,
    });
    rmSync(path.join(kept, header.recordingId, 'owner'));
    await recorder.close({ reason: 'client-left', complete: true });
  });
  afterAll(() => place.remove());

  function crashed(): {
    spoolDirectory: string;
    storeDirectory: string;
    segment: string;
    remove: () => void;
  } {
    const again = makePlace();
    cpSync(kept, again.spoolDirectory, { recursive: true });
    const folder = path.join(again.spoolDirectory, header.recordingId);
    const [name] = readdirSync(folder).filter((file) => file.endsWith('.spool'));
    rmSync(again.storeDirectory, { recursive: true, force: true });
    cpSync(kept, again.storeDirectory, { recursive: true, filter: (file) => file === kept });
    return { ...again, segment: path.join(folder, name ?? '') };
  }

  async function framesIn(file: string): Promise<{ texts: string[]; gaps: unknown[] }> {
    const reader = await readRecording(file, keys.dataKey);
    const found = { texts: [] as string[], gaps: [] as unknown[] };
    for await (const frame of reader.frames()) {
      if (frame.kind === 'event') found.gaps.push(JSON.parse(frame.data.toString()));
      else found.texts.push(frame.data.toString());
    }
    await reader.close();
    return found;
  }

  const seal = (where: { spoolDirectory: string; storeDirectory: string }) =>
    sealRecording({ ...where, recordingId: header.recordingId, unwrapKey, reason });

  it('seals as truncated what the spool holds, and the same file when it is asked again', async () => {
    const where = crashed();
    const sealed = await seal(where);
    expect(await framesIn(sealed.path)).toEqual({ texts, gaps: [] });
    expect(sealed.ending).toEqual({ reason, complete: false });
    const bytes = readFileSync(sealed.path);
    expect(sealed.size).toBe(bytes.length);
    const lastChunk = bytes.subarray(bytes.lastIndexOf('GHCK'), bytes.length - trailerBytes);
    expect(sealed.finalCheckpoint.chainHash).toBe(createHash('sha256').update(lastChunk).digest('hex'));
    expect(await seal(where)).toEqual(sealed);
    expect(await findUnsealedRecordings(where)).toEqual([]);
    where.remove();
  });

  it('goes on where a sealing that was interrupted ended, at whatever byte', async () => {
    const first = crashed();
    const whole = readFileSync((await seal(first)).path);
    first.remove();
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: whole.length }), async (length) => {
        const where = crashed();
        writeFileSync(
          path.join(where.storeDirectory, `${header.recordingId}.open`),
          whole.subarray(0, length),
        );
        const sealed = await seal(where);
        expect(await framesIn(sealed.path)).toEqual({ texts, gaps: [] });
        expect(await verifyRecording(sealed.path, keys)).toMatchObject({
          verdict: 'unaltered',
          findings: [],
        });
        where.remove();
      }),
      { numRuns: 40 },
    );
  });

  it('recovers exactly the records before the place where the spool was cut', async () => {
    const size = readFileSync(path.join(kept, header.recordingId, '000000.spool')).length;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: size }), async (length) => {
        const where = crashed();
        truncateSync(where.segment, length);
        const sealed = await seal(where).catch((error: unknown) => error as { code: string });
        if ('code' in sealed) expect(sealed.code).toBe('not-ready');
        else {
          const found = await framesIn(sealed.path);
          expect(found).toEqual({ texts: texts.slice(0, found.texts.length), gaps: [] });
          expect((await verifyRecording(sealed.path, keys)).verdict).toBe('unaltered');
        }
        where.remove();
      }),
      { numRuns: 40 },
    );
  });

  it('gives nothing that was not recorded when bits of the spool flip, and names what it lost', async () => {
    const size = readFileSync(path.join(kept, header.recordingId, '000000.spool')).length;
    await fc.assert(
      fc.asyncProperty(fc.nat(size - 1), fc.nat(7), async (offset, bit) => {
        const where = crashed();
        const bytes = readFileSync(where.segment);
        bytes[offset]! ^= 1 << bit;
        writeFileSync(where.segment, bytes);
        const sealed = await seal(where).catch((error: unknown) => error as { code: string });
        if ('code' in sealed) expect(sealed.code).toBe('not-ready');
        else {
          const found = await framesIn(sealed.path);
          const lost = texts.filter((text) => !found.texts.includes(text));
          expect(found.texts).toEqual(texts.filter((text) => !lost.includes(text)));
          expect(lost.length).toBeLessThanOrEqual(1);
          if (lost[0] && lost[0] !== texts.at(-1)) {
            const number = texts.indexOf(lost[0]);
            expect(found.gaps).toEqual([{ type: 'recording.gap', fromRecord: number, toRecord: number + 1 }]);
          }
        }
        where.remove();
      }),
      { numRuns: 60 },
    );
  });

  it('RI-15 seals 19 recordings beside one whose spool is ruined, and keeps the ruined files', async () => {
    const where = makePlace();
    const ids: string[] = [];
    for (let count = 0; count < 20; count++) {
      const own = makeHeader();
      const recorder = await openRecorder({
        ...{ spoolDirectory: where.spoolDirectory, storeDirectory: where.storeDirectory },
        header: own,
        keys: makeKeys(own.recordingId),
      });
      await recorder.record({ channel: 1, kind: 'terminal-out', data: Buffer.from('x') });
      cpSync(
        path.join(where.spoolDirectory, own.recordingId),
        path.join(where.secondSpoolDirectory, own.recordingId),
        {
          recursive: true,
        },
      );
      await recorder.close({ reason: 'client-left', complete: true });
      rmSync(path.join(where.storeDirectory, `${own.recordingId}.ghrec`));
      rmSync(path.join(where.secondSpoolDirectory, own.recordingId, 'owner'));
      ids.push(own.recordingId);
    }
    const spools = { spoolDirectory: where.secondSpoolDirectory, storeDirectory: where.storeDirectory };
    const ruined = path.join(where.secondSpoolDirectory, ids[7] ?? '', '000000.spool');
    writeFileSync(ruined, 'ruined');
    const found = await findUnsealedRecordings(spools);
    expect(found).toHaveLength(20);
    expect(found.filter((spool) => !spool.header).map((spool) => spool.recordingId)).toEqual([ids[7]]);
    const outcomes = await Promise.allSettled(
      found.map(({ recordingId }) => sealRecording({ ...spools, recordingId, unwrapKey, reason })),
    );
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(19);
    expect(readFileSync(ruined, 'utf8')).toBe('ruined');
    where.remove();
  });

  it('refuses with a key that is not the one of this recording', async () => {
    const where = crashed();
    const attempt = sealRecording({
      ...where,
      recordingId: header.recordingId,
      unwrapKey: () => Buffer.alloc(32),
      reason,
    });
    await expect(attempt).rejects.toMatchObject({ code: 'not-ready' });
    expect((await seal(where)).ending.complete).toBe(false);
    where.remove();
  });

  it.each(['../../etc/passwd', 'rec_\0', 'rec_..', '', 'rec_AAAAAAAAAAAAAAAAAAAAAAAAAA'])(
    'RI-16 makes no file name of %j',
    async (recordingId) => {
      await expect(sealRecording({ ...place, recordingId, unwrapKey, reason })).rejects.toMatchObject({
        code: 'invalid-input',
      });
      const named = { ...header, recordingId };
      await expect(
        openRecorder({ ...place, header: named, keys: { ...keys, recordingId } }),
      ).rejects.toMatchObject({ code: 'invalid-input' });
    },
  );
});
