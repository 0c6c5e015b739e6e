import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { SealedRecording } from '../recorder.js';
import { readRecording } from '../replay.js';
import { makeBuiltCopy } from '../testing/built-copy.js';
import { makeHeader, makeKeys, makePlace } from '../testing/recording-kit.js';
import { verifyRecording } from '../verify.js';

jest.setTimeout(120_000);

it('goes on where a folding worker that died had come to, and loses nothing', async () => {
  const place = makePlace();
  const copy = makeBuiltCopy();
  try {
    const header = makeHeader();
    const { dataKey, ...keys } = makeKeys(header.recordingId);
    const { spoolDirectory, storeDirectory } = place;
    const order = JSON.stringify({ spoolDirectory, storeDirectory, header, keys, deaths: 2 });
    const program = path.join(copy.modules, 'testing/record-beside-dying-folding.js');
    const { stdout } = await promisify(execFile)(process.execPath, [program, order]);
    const said = JSON.parse(stdout) as { sealed: SealedRecording; acknowledged: number; workers: number };
    expect(said.workers).toBe(3);
    const verdict = await verifyRecording(said.sealed.path, { signingPublicKey: keys.signingPublicKey });
    expect(verdict).toMatchObject({ verdict: 'unaltered', findings: [] });
    const reader = await readRecording(said.sealed.path, dataKey);
    let next = 0;
    for await (const frame of reader.frames({ kinds: ['terminal-out'] })) {
      expect(frame.data.readUInt32BE(0)).toBe(next);
      expect(frame.data).toHaveLength(8 + ((next * 7919) % 20_000));
      next++;
    }
    await reader.close();
    expect(next).toBe(said.acknowledged);
  } finally {
    place.remove();
    rmSync(copy.root, { recursive: true, force: true });
  }
});
