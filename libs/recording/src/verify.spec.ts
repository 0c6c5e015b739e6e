import fc from 'fast-check';
import type { Finding } from './verification/finding.js';
import { memorySource } from './testing/memory-source.js';
import { makePlace, type RecordingPlace } from './testing/recording-kit.js';
import { type MadeFile, makeFile, plainChunks } from './testing/sealed-file.js';
import { type RecordingVerdict, verifyRecording, type VerifyOptions, verifySource } from './verify.js';

// Other suites share the machine.
jest.setTimeout(60_000);

const texts = ['login', 'show pump', 'set valve 17', 'diagnose', 'download', 'upload', 'restart', 'bye'];

describe('verifyRecording', () => {
  let place: RecordingPlace;
  let made: MadeFile;
  let trail: VerifyOptions;
  beforeAll(() => {
    place = makePlace();
    made = makeFile(place.root, plainChunks(texts));
    trail = { signingPublicKey: made.keys.signingPublicKey, expectedCheckpoints: made.checkpoints };
  });
  afterAll(() => place.remove());

  const verify = (bytes: Buffer, options: VerifyOptions = trail) =>
    verifySource(memorySource(bytes), options);
  const chunkBytes = (seq: number) => {
    const chunk = made.chunks[seq];
    if (!chunk) throw new Error(`no chunk ${seq}`);
    return made.bytes.subarray(chunk.offset, chunk.end);
  };
  const without = (seq: number) => {
    const chunk = made.chunks[seq];
    return Buffer.concat([made.bytes.subarray(0, chunk?.offset), made.bytes.subarray(chunk?.end)]);
  };
  const find = (verdict: RecordingVerdict, kind: Finding['kind']) =>
    verdict.findings.find((finding) => finding.kind === kind);

  it('finds nothing in a file as it was written', async () => {
    const verdict = await verifyRecording(made.file, trail);
    expect(verdict).toMatchObject({
      verdict: 'unaltered',
      endProvenBy: 'signed-end',
      signedBy: 'key-that-was-given',
      findings: [],
      ending: { reason: 'client-left', complete: true },
      chunks: made.chunks.length,
    });
  });

  it('says when the key is only the word of the file itself', async () => {
    expect((await verify(made.bytes, {})).signedBy).toBe('key-in-the-file');
  });

  it('refuses a recording that another key signed', async () => {
    const other = makeFile(place.root, plainChunks(['x']));
    const verdict = await verify(made.bytes, { signingPublicKey: other.keys.signingPublicKey });
    expect(verdict.verdict).toBe('altered');
    expect(find(verdict, 'signature')).toBeDefined();
  });

  it('names the chunk in which one bit was flipped, and only that one', async () => {
    const bytes = Buffer.from(made.bytes);
    const { offset, end } = made.chunks[5]!;
    bytes[end - 3]! ^= 4;
    const verdict = await verify(bytes);
    expect(verdict.findings).toMatchObject([
      { kind: 'altered', chunks: [5, 5], bytes: [offset, end], ms: [4000, 4000] },
      { kind: 'not-proven', chunks: [4, 4] },
    ]);
    expect(verdict.findings[0]?.text).toMatch(/Chunk 5 \(from 0:00:04\.000 to 0:00:04\.000\) was altered/);
  });

  it('names a chunk that is missing, with its times', async () => {
    const verdict = await verify(without(5));
    expect(find(verdict, 'missing')).toMatchObject({ chunks: [5, 5], ms: [4000, 4000] });
    expect(verdict.findings.map((finding) => finding.kind)).toEqual(
      expect.arrayContaining(['missing', 'not-proven']),
    );
  });

  it('names chunks that changed places', async () => {
    const { offset } = made.chunks[4]!;
    const swapped = Buffer.concat([
      made.bytes.subarray(0, offset),
      chunkBytes(5),
      chunkBytes(4),
      made.bytes.subarray(made.chunks[5]!.end),
    ]);
    const verdict = await verify(swapped);
    expect(find(verdict, 'out-of-order')).toMatchObject({ chunks: [4, 4] });
  });

  it('names a chunk that stands twice', async () => {
    const { end } = made.chunks[4]!;
    const doubled = Buffer.concat([made.bytes.subarray(0, end), chunkBytes(4), made.bytes.subarray(end)]);
    expect(find(await verify(doubled), 'duplicate')).toMatchObject({ chunks: [4, 4] });
  });

  it('names a chunk of another recording', async () => {
    const other = makeFile(place.root, plainChunks(texts));
    const { offset, end } = other.chunks[4]!;
    const mixed = Buffer.concat([
      made.bytes.subarray(0, made.chunks[4]!.offset),
      other.bytes.subarray(offset, end),
      made.bytes.subarray(made.chunks[4]!.end),
    ]);
    const verdict = await verify(mixed);
    expect(verdict.verdict).toBe('altered');
    expect(find(verdict, 'altered')).toMatchObject({ chunks: [4, 4] });
  });

  it('names a file that ends inside a chunk', async () => {
    const { offset, end } = made.chunks[5]!;
    const verdict = await verify(made.bytes.subarray(0, end - 10), {});
    expect(verdict.verdict).toBe('altered');
    expect(find(verdict, 'torn')).toMatchObject({ chunks: [5, 5], bytes: [offset, end - 10] });
  });

  it('proves no end of a file that is cut exactly at a checkpoint, and sees the cut with the audit trail', async () => {
    const checkpoint = made.checkpoints[0]!;
    const cut = made.bytes.subarray(0, made.chunks[checkpoint.seq]!.end);
    const alone = await verify(cut, { signingPublicKey: made.keys.signingPublicKey });
    expect(alone).toMatchObject({ verdict: 'end-not-proven', findings: [] });
    expect(alone.summary).toMatch(/end is not proven/);
    const compared = await verify(cut);
    expect(compared.verdict).toBe('altered');
    expect(find(compared, 'audit-trail')?.text).toMatch(/was cut/);
    const upToHere = await verify(cut, { expectedCheckpoints: [checkpoint], final: checkpoint });
    expect(upToHere).toMatchObject({ verdict: 'unaltered', endProvenBy: 'audit-trail' });
  });

  it('names bytes behind the end, a lost trailer and a trailer that lies', async () => {
    const garbage = await verify(Buffer.concat([made.bytes, Buffer.from('more')]));
    expect(find(garbage, 'trailing-bytes')).toMatchObject({
      bytes: [made.bytes.length, made.bytes.length + 4],
    });
    expect(find(await verify(made.bytes.subarray(0, -24)), 'trailer')).toBeDefined();
    const lying = Buffer.from(made.bytes);
    lying.writeBigUInt64LE(17n, lying.length - 16);
    expect(find(await verify(lying), 'trailer')).toBeDefined();
  });

  it('names a header that was edited', async () => {
    const from = Buffer.from(made.header.sessionId);
    const bytes = Buffer.from(made.bytes);
    bytes.write(
      made.header.sessionId.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a')),
      bytes.indexOf(from),
    );
    const verdict = await verify(bytes);
    expect(find(verdict, 'header')?.text).toMatch(/header was altered/);
  });

  it('sees a recording that was written anew by someone who holds its key', async () => {
    const last = made.checkpoints.at(-1)!;
    const forged = [...made.checkpoints.slice(0, -1), { ...last, chainHash: '00'.repeat(32) }];
    const verdict = await verify(made.bytes, { ...trail, expectedCheckpoints: forged });
    expect(find(verdict, 'audit-trail')).toMatchObject({ chunks: [last.seq, last.seq] });
  });

  it('detects every flipped bit and every truncation, and raises no false alarm', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 8 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        fc.nat(7),
        async (payloads, place01, bit) => {
          const file = makeFile(
            place.root,
            payloads.map((data, second) => [
              { channel: 1, kind: 'terminal-out' as const, atMicros: second, data: Buffer.from(data) },
            ]),
          );
          const options = { signingPublicKey: file.keys.signingPublicKey };
          expect(await verify(file.bytes, options)).toMatchObject({ verdict: 'unaltered', findings: [] });
          const offset = Math.floor(place01 * file.bytes.length);
          const flipped = Buffer.from(file.bytes);
          flipped[offset]! ^= 1 << bit;
          expect((await verify(flipped, options)).verdict).not.toBe('unaltered');
          expect((await verify(file.bytes.subarray(0, offset), options)).verdict).not.toBe('unaltered');
        },
      ),
      { numRuns: 150 },
    );
  });

  it('answers on any bytes whatever', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), fc.nat(), async (noise, at) => {
        const offset = at % made.bytes.length;
        const noisy = Buffer.concat([made.bytes.subarray(0, offset), noise, made.bytes.subarray(offset)]);
        const verdict = await verify(noisy);
        expect(verdict.verdict === 'unaltered').toBe(noise.length === 0);
        expect((await verify(Buffer.from(noise))).verdict).toBe('not-a-recording');
      }),
      { numRuns: 150 },
    );
  });
});
