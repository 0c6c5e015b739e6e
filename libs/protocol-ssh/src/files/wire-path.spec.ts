import fc from 'fast-check';
import { fileRightsOf } from './file-rights.js';
import { inertName, normalisedPath, wirePathOf } from './wire-path.js';

jest.setTimeout(60_000);

describe('names of files', () => {
  it('RI-16 are inert in records, and can be read back to the byte', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
          fc.string({ unit: 'binary', maxLength: 20 }).map(wirePathOf),
        ),
        (name) => {
          const shown = inertName(name);
          expect(shown).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
          expect(readBack(shown).toString('latin1')).toBe(name);
        },
      ),
      { numRuns: 2000 },
    );
    expect(inertName(wirePathOf('Zeichnung Füller.pdf'))).toBe('Zeichnung Füller.pdf');
    expect(inertName('\x1b]0;x\x07')).toBe('\\u{1b}]0;x\\u{7}');
    expect(inertName(wirePathOf('\u202egpj.exe'))).toBe('\\u{202e}gpj.exe');
    expect(inertName('a\xffb\\')).toBe('a\\xffb\\\\');
    expect(inertName('\n'.repeat(4096)).length).toBe(4096 * 5);
  });

  it('leave a folder by no text', () => {
    expect(['/a/../b', '//a///b/', '/../../a', '/a/./b/..', 'a'].map(normalisedPath)).toEqual([
      '/b',
      '/a/b',
      '/a',
      '/a',
      '/a',
    ]);
  });

  it('come out of a grant as folders, and out of a malformed right as nothing', () => {
    expect(fileRightsOf(['shell', 'exec'])).toEqual({ in: null, out: null });
    expect(fileRightsOf(['files-in', 'files-in:/a', 'files-out:/b/../c/', 'files-out:/d'])).toEqual({
      in: 'anywhere',
      out: ['/c', '/d'],
    });
    expect(fileRightsOf(['files-in:', 'files-out:relative', 'files-outer', 'files-out:/a\0b'])).toEqual({
      in: null,
      out: null,
    });
  });
});

function readBack(shown: string): Buffer {
  const parts: Buffer[] = [];
  for (const [token, unit, byte] of shown.matchAll(/\\u\{([0-9a-f]+)\}|\\x([0-9a-f]{2})|\\\\|[^\\]/gu))
    parts.push(
      unit
        ? Buffer.from(String.fromCodePoint(parseInt(unit, 16)))
        : byte
          ? Buffer.from(byte, 'hex')
          : Buffer.from(token === '\\\\' ? '\\' : token),
    );
  return Buffer.concat(parts);
}
