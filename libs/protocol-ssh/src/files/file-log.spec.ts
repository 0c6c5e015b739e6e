import fc from 'fast-check';
import { FileLog, MalformedEntries, parseFileEntries } from './file-log.js';
import type { FileEntry } from './file-log.js';
import type { FileEvent } from './file-event.js';

describe('file entries', () => {
  const entries: fc.Arbitrary<FileEntry> = fc.record({
    form: fc.constantFrom('readAsked', 'read', 'writeAsked', 'written', 'operation'),
    file: fc.integer({ min: 0, max: 0xffff_ffff }),
    offset: fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
    length: fc.integer({ min: 0, max: 0xffff_ffff }),
    status: fc.integer({ min: 0, max: 8 }),
    content: fc.constant(null),
  });

  it('are read back as they were written, marks between them', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(entries, { maxLength: 10 }),
        fc.uint8Array({ maxLength: 50 }),
        async (all, bytes) => {
          const events: FileEvent[] = [];
          const log = new FileLog(async (event) => void events.push(event));
          for (const entry of all) log.entry(entry);
          log.mark('file.refused', {});
          const kept = { ...(all[0] ?? blank), length: bytes.length, content: Buffer.from(bytes) };
          log.entry(kept);
          await log.flush();
          const read = events.map((event) =>
            event.kind === 'file' ? parseFileEntries(event.bytes) : event.name,
          );
          expect(read).toEqual([...(all.length > 0 ? [all] : []), 'file.refused', [kept]]);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('are refused when they are none', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        try {
          parseFileEntries(Buffer.from(bytes));
        } catch (error) {
          if (!(error instanceof MalformedEntries)) throw error;
        }
      }),
    );
  });
});

const blank: FileEntry = { form: 'read', file: 1, offset: 0n, length: 0, status: 0, content: null };
