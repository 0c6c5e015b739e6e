import { readdirSync, statSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';
import threads from 'node:worker_threads';
import type { RecordingHeader, RecordingKeys } from '../recording-header.js';

interface Order {
  spoolDirectory: string;
  storeDirectory: string;
  header: RecordingHeader;
  keys: Omit<RecordingKeys, 'dataKey'>;
  /** How often the folding worker is ended while it works. */
  deaths: number;
}

/** Every folding worker of this process, the living one last. */
const workers: threads.Worker[] = [];
threads.Worker = class extends threads.Worker {
  constructor(...parameters: ConstructorParameters<typeof threads.Worker>) {
    super(...parameters);
    workers.push(this);
  }
};
syncBuiltinESMExports();

/**
 * Records numbered frames, ends the folding worker again and again meanwhile, seals, and says how many frames were acknowledged and
 * how many workers there were.
 */
const { keys, deaths, ...order } = JSON.parse(process.argv[2] ?? '{}') as Order;
const { openRecorder } = await import('../open-recorder.js');
const recorder = await openRecorder({
  ...order,
  keys: { ...keys, dataKey: Buffer.from(keys.wrappedDataKey, 'base64') },
});
let acknowledged = 0;
for (let death = 0; death < deaths; death++) {
  await recordUntilItGrew();
  await workers.at(-1)?.terminate();
}
// What was recorded while nobody folded stayed in the spool, and the next worker takes it from there.
await recordUntilItGrew();
const sealed = await recorder.close({ reason: 'client-left', complete: true });
process.stdout.write(JSON.stringify({ sealed, acknowledged, workers: workers.length }));

/** Until the folding has put more into the container than it held before. */
async function recordUntilItGrew(): Promise<void> {
  const before = containerBytes();
  do await recordOne();
  while (containerBytes() <= before);
}

function containerBytes(): number {
  return readdirSync(order.storeDirectory)
    .filter((name) => name.includes(order.header.recordingId))
    .reduce((sum, name) => sum + statSync(path.join(order.storeDirectory, name)).size, 0);
}

async function recordOne(): Promise<void> {
  const data = Buffer.alloc(8 + ((acknowledged * 7919) % 20_000), `${acknowledged} `);
  data.writeUInt32BE(acknowledged, 0);
  await recorder.record({ channel: 2, kind: 'terminal-out', data });
  acknowledged++;
}
