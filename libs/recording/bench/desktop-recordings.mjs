// What recording three desktops costs on disk, and how long a seek in them takes. Run after a build:
//   node libs/recording/bench/desktop-recordings.mjs [minutes] [part of a name]
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { newId } from '@gatehouse/kernel';
import { encodeRect, tileEdge, writePointerEvent, writeScreenUpdate } from '@gatehouse/screen';
import { openRecorder, pictureAt, readRecording, RecordingFollower } from '../dist/index.js';

const minutes = Number(process.argv[2] ?? 30);
const [width, height] = [1024, 768];

/** Shapes of digits, edges smoothed as a font renderer does: 12x20 pixels each. */
const digits = Array.from({ length: 10 }, (_, digit) =>
  Array.from({ length: 240 }, (_, at) => {
    const [x, y] = [(at % 12) - 5.5, Math.floor(at / 12) - 9.5];
    const edge = Math.abs(
      Math.hypot(x, y * (0.5 + digit / 20)) - 4 + ((digit * 7) % 3) * Math.sign(x * (digit - 4)),
    );
    return Math.max(0, Math.min(255, Math.round(255 - edge * 140)));
  }),
);

const scenes = {
  /** Six digits once a second. */
  clock: { everyMs: 1000, draw: (screen, at) => text(screen, 880, 12, String(100_000 + at / 1000)) },
  /** 24 values of seven digits twice a second. */
  values: {
    everyMs: 500,
    draw: (screen, at) => {
      for (let value = 0; value < 24; value += 1)
        text(
          screen,
          60 + (value % 4) * 240,
          60 + Math.floor(value / 4) * 110,
          noise(at * 31 + value)
            .toString()
            .padStart(7, '0')
            .slice(-7),
        );
    },
  },
  /** The values, and the film for a fifteenth of the time in the middle. */
  mixed: {
    everyMs: 100,
    draw: (screen, at, spanMs) => {
      if (at % 500 === 0) scenes.values.draw(screen, at);
      if (Math.abs(at / spanMs - 0.5) < 1 / 30) film(screen, at, 0);
    },
  },
  /** A moving picture of 640x480 with smooth shades, ten times a second. */
  film: { everyMs: 100, draw: (screen, at) => film(screen, at, 0) },
  /** The same with the grain of a camera, which nothing compresses. */
  camera: { everyMs: 100, draw: (screen, at) => film(screen, at, 7) },
};
for (const [name, { everyMs, draw }] of Object.entries(scenes).filter(([one]) =>
  one.includes(process.argv[3] ?? ''),
)) {
  const root = mkdtempSync(path.join(tmpdir(), 'gatehouse-bench-'));
  const { recorder, keys, place } = await open(root);
  const screen = {
    width,
    height,
    pixels: new Uint32Array(width * height),
    shown: new Uint32Array(width * height),
  };
  background(screen);
  const items = [{ kind: 'size', width, height }];
  const cpu = process.cpuUsage();
  const spanMs = minutes * 60_000;
  for (let at = 0; at < spanMs; at += everyMs) {
    draw(screen, at, spanMs);
    items.push(...changes(screen));
    if (items.length === 0) continue;
    await recorder.record({
      channel: 0,
      kind: 'screen-update',
      at,
      data: Buffer.from(writeScreenUpdate(items)),
    });
    items.length = 0;
    if (at % 5000 === 0)
      await recorder.record({
        channel: 0,
        kind: 'pointer',
        at,
        data: Buffer.from(writePointerEvent({ x: (at / 50) % 1000, y: 300, buttons: 0 })),
      });
  }
  const joining = performance.now();
  const follower = await RecordingFollower.join(place, keys.recordingId, Buffer.from(keys.dataKey));
  const first = await follower.next();
  const joinMs = performance.now() - joining;
  follower.close();
  const sealed = await recorder.close({ reason: 'client-left', complete: true });
  const { user, system } = process.cpuUsage(cpu);
  const took = [];
  let bytes = 0;
  for (let count = 0; count < 40; count += 1) {
    const fromMs = ((count * 0.618_034) % 1) * spanMs;
    const before = performance.now();
    const reader = await readRecording(sealed.path, keys.dataKey);
    for await (const frame of reader.frames({ fromMs, composed: true })) {
      if (!frame.isState) break;
      bytes += frame.data.length;
    }
    took.push(performance.now() - before);
    await reader.close();
  }
  const reader = await readRecording(sealed.path, keys.dataKey);
  const picturing = performance.now();
  await pictureAt(reader, spanMs / 2);
  const pictureMs = performance.now() - picturing;
  const states = reader.chunks.filter(({ flags }) => flags & 1);
  const stateBytes = states.reduce((sum, { payloadBytes }) => sum + payloadBytes, 0);
  await reader.close();
  took.sort((one, other) => one - other);
  console.log(
    `${name}, ${minutes} min: ${(sealed.size / 2 ** 20 / (minutes / 60)).toFixed(1)} MiB an hour (${((stateBytes / sealed.size) * 100).toFixed(0)} % in ${states.length} KEY chunks), ` +
      `${((user + system) / 1e6 / (spanMs / 1000)).toFixed(3)} of a core to draw, record and fold; ` +
      `seek p50 ${took[20].toFixed(0)} max ${took.at(-1).toFixed(0)} ms, ${Math.round(bytes / 40 / 1024)} KiB of state; ` +
      `picture ${pictureMs.toFixed(0)} ms; live join ${joinMs.toFixed(0)} ms (${first.frames.length} frames)`,
  );
  rmSync(root, { recursive: true, force: true });
}

function film(screen, at, grains) {
  for (let y = 0; y < 480; y += 1)
    for (let x = 0; x < 640; x += 1) {
      const grain = grains === 0 ? 0 : noise(x + y * 640 + at * 977) & grains;
      const red = ((x + at / 10) & 255) | grain;
      const green = ((y + at / 20) & 255) | grain;
      screen.pixels[(y + 100) * width + x + 150] = red | (green << 8) | ((((x ^ y) & 127) + grain) << 16);
    }
}

function noise(seed) {
  let value = Math.imul(seed ^ (seed >>> 15), 0x2c1b_3c6d);
  value = Math.imul(value ^ (value >>> 12), 0x297a_2d39);
  return (value ^ (value >>> 15)) >>> 0;
}

function background(screen) {
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1)
      screen.pixels[y * width + x] =
        y < 40 ? 0x60_40_20 : x % 240 < 2 || y % 110 < 2 ? 0x90_90_90 : 0xd8_d8_d8;
  for (let line = 0; line < 6; line += 1)
    for (let label = 0; label < 4; label += 1)
      text(screen, 60 + label * 240, 90 + line * 110, `${line}${label}40917`);
}

function text(screen, left, top, words) {
  for (const [place, sign] of [...words].entries())
    for (const [at, shade] of digits[Number(sign)].entries()) {
      const ground = 255 - shade;
      screen.pixels[(top + Math.floor(at / 12)) * width + left + place * 13 + (at % 12)] =
        ground | (ground << 8) | (ground << 16);
    }
}

function changes(screen) {
  const rects = [];
  for (let top = 0; top < height; top += tileEdge)
    for (let left = 0; left < width; left += tileEdge) {
      let [x0, y0, x1, y1] = [width, height, 0, 0];
      for (let y = top; y < Math.min(height, top + tileEdge); y += 1)
        for (let x = left; x < Math.min(width, left + tileEdge); x += 1) {
          const at = y * width + x;
          if (screen.pixels[at] === screen.shown[at]) continue;
          screen.shown[at] = screen.pixels[at];
          x0 = Math.min(x0, x);
          y0 = Math.min(y0, y);
          x1 = Math.max(x1, x + 1);
          y1 = Math.max(y1, y + 1);
        }
      if (x1 > x0) rects.push(encodeRect(screen, x0, y0, x1 - x0, y1 - y0));
    }
  return rects;
}

async function open(root) {
  const recordingId = newId('rec');
  const { publicKey, privateKey } = generateKeyPairSync('ed25519', {
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const keys = {
    recordingId,
    dataKey: randomBytes(32),
    wrappedDataKey: 'wrapped',
    signingPrivateKey: privateKey,
    signingPublicKey: publicKey,
    signingKeyId: 'bench',
  };
  const header = {
    recordingId,
    sessionId: newId('ses'),
    connectionId: newId('conn'),
    protocol: 'vnc',
    startedAt: new Date().toISOString(),
    meta: {},
  };
  const place = { spoolDirectory: path.join(root, 'spool'), storeDirectory: path.join(root, 'store') };
  return { recorder: await openRecorder({ ...place, header, keys, sealWithinMs: 60_000 }), keys, place };
}
