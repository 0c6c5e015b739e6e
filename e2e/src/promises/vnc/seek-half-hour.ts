import { newId } from '@gatehouse/kernel';
import { openRecorder, readRecording } from '@gatehouse/recording';
import type { RecordingHeader, RecordingKeys } from '@gatehouse/recording';
import { encodeRect, parseScreenUpdate, ScreenPicture, tileEdge, writeScreenUpdate } from '@gatehouse/screen';
import type { ScreenItem } from '@gatehouse/screen';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { temporaryFolder } from '../../world/temporary-folder.js';
import type { World } from '../../world/start-world.js';
import { figure } from '../figure.js';
import type { MeasuredFigure } from '../figure.js';
import type { MeasurementOptions } from '../measurement.js';
import { median, percentile } from '../statistics.js';

const seconds = 1_800;
const [width, height] = [1024, 768];

/** Composed seek in a recording of 30 minutes of changing values, made here by the recorder itself in recording time. */
export async function measureSeekHalfHour(
  _world: World,
  options: MeasurementOptions,
): Promise<MeasuredFigure[]> {
  const count = options.long ? 200 : 40;
  const folder = temporaryFolder('half-hour');
  try {
    const recording = await recordHalfHour(folder.path);
    const reader = await readRecording(recording.path, recording.keys.dataKey);
    const took: number[] = [];
    for (let round = 1; round <= count; round += 1) {
      const fromMs = 1_000 + Math.floor(((round * 0.618) % 1) * (seconds - 2) * 1_000);
      const began = performance.now();
      const picture = new ScreenPicture();
      for await (const { kind, data } of reader.frames({ fromMs, toMs: fromMs + 1, composed: true }))
        if (kind === 'screen-update') picture.apply(parseScreenUpdate(data));
      took.push(performance.now() - began);
      if (picture.width !== width) throw new Error('the recording shows nothing there');
    }
    await reader.close();
    return [
      figure('speed', {
        group: 'vnc',
        id: 'vnc-seek-half-hour',
        what: 'composed seek to a painted picture in a recording of 30 minutes, 99th percentile',
        unit: 'ms',
        value: percentile(took, 0.99),
        goal: '<= 300',
        rounds: count,
        reference: `median ${median(took).toFixed(0)} ms; ${(recording.size / 1e6).toFixed(1)} MB, made in recording time`,
      }),
    ];
  } finally {
    folder.remove();
  }
}

async function recordHalfHour(
  folder: string,
): Promise<{ readonly path: string; readonly size: number; readonly keys: RecordingKeys }> {
  const header: RecordingHeader = {
    recordingId: newId('rec'),
    sessionId: newId('ses'),
    connectionId: newId('conn'),
    protocol: 'vnc',
    startedAt: new Date().toISOString(),
    meta: {},
  };
  const keys = makeKeys(header.recordingId);
  const recorder = await openRecorder({
    ...{ header, keys },
    spoolDirectory: join(folder, 'spool'),
    storeDirectory: join(folder, 'store'),
  });
  const pixels = new Uint32Array(width * height);
  for (let half = 0; half < seconds * 2; half += 1) {
    const items: ScreenItem[] = half === 0 ? [{ kind: 'size', width, height }] : [];
    // Values of ten characters each, drawn as marks of two colours, in 24 rows.
    for (let y = 16; y < 16 + 24 * 24; y += 24)
      for (let at = 0; at < 80 * 14; at += 1)
        pixels[(y + Math.floor(at / 80)) * width + 100 + (at % 80)] = mark(at, y, half)
          ? 0xff_ff_ff
          : 0x20_20_20;
    for (let top = 0; top < height; top += tileEdge)
      for (let left = half === 0 ? 0 : tileEdge; left < (half === 0 ? width : 192); left += tileEdge)
        items.push(
          encodeRect({ width, height, pixels }, left, top, tileEdge, Math.min(tileEdge, height - top)),
        );
    const data = Buffer.from(writeScreenUpdate(items));
    await recorder.record({ channel: 0, kind: 'screen-update', data, at: half * 500 });
  }
  const { path, size } = await recorder.close({ reason: 'client-left', complete: true });
  return { path, size, keys };
}

function mark(at: number, y: number, half: number): boolean {
  const character = Math.floor((at % 80) / 8);
  const digit = Math.imul(half + y * 131 + character * 7919, 0x9e37_79b1) >>> 28;
  return Math.imul(digit * 31 + (at % 8) + Math.floor(at / 80) * 8, 0x85eb_ca6b) >>> 30 === 0;
}

function makeKeys(recordingId: string): RecordingKeys {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519', {
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return {
    recordingId,
    dataKey: randomBytes(32),
    wrappedDataKey: 'for this measurement only',
    signingPrivateKey: privateKey,
    signingPublicKey: publicKey,
    signingKeyId: 'measurement',
  };
}
