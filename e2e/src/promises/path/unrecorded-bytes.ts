import { Session, listOf } from '@gatehouse/contracts';
import { randomBytes } from 'node:crypto';
import { chownSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { recordedStreams, untilSealed, verify } from '../../world/recorded-streams.js';
import { sessionHostsOf } from '../../world/session-hosts-of.js';
import { connectByLibrary, execOn } from '../../world/ssh-library-client.js';
import { pause, waitUntil } from '../../world/wait-until.js';
import { figure } from '../figure.js';
import type { MeasuredFigure } from '../figure.js';
import type { MeasurementOptions } from '../measurement.js';
import { median } from '../statistics.js';
import type { PathWorld } from './path-world.js';

interface KilledRound {
  readonly lost: number;
  readonly moved: number;
  readonly sealedAfterMs: number;
}

/**
 * The session host is killed with SIGKILL in the middle of traffic both ways. What the client had received and
 * what the target had received must both be in the recording that is sealed afterwards.
 */
export async function measureUnrecordedBytes(
  world: PathWorld,
  options: MeasurementOptions,
): Promise<MeasuredFigure[]> {
  const count = options.long ? 50 : 5;
  const rounds: KilledRound[] = [];
  for (let round = 1; round <= count; round += 1) {
    const result = await killUnderLoad(world, 100 + Math.floor(Math.random() * 600));
    rounds.push(result);
    options.say(
      `kill ${round} of ${count}: ${result.moved} bytes had moved, ${result.lost} are not recorded`,
    );
  }
  const total = (of: (round: KilledRound) => number): number =>
    rounds.reduce((sum, round) => sum + of(round), 0);
  return [
    figure('invariant', {
      id: 'unrecorded-bytes-after-kill',
      what: 'bytes a side received that the sealed recording lacks, kill -9 of the session host under load',
      unit: 'bytes',
      value: total((round) => round.lost),
      goal: '= 0',
      rounds: count,
      reference: `${Math.round(total((round) => round.moved) / 1024)} KiB had moved; Devolutions loses up to 10 s`,
    }),
    figure('speed', {
      id: 'sealing-after-host-kill',
      what: 'session host killed to recording sealed, median',
      unit: 's',
      value: median(rounds.map((round) => round.sealedAfterMs)) / 1000,
      goal: '<= 30',
      rounds: count,
      reference: 'Teleport ~2100 s',
    }),
  ];
}

/** A command without a terminal, so that input is data: `tee` keeps what the target received and sends it back. */
async function killUnderLoad(world: PathWorld, afterMs: number): Promise<KilledRound> {
  const { plant, sshd, gateway } = world;
  const { vendor, key, user, grant } = world.nextVendor();
  const kept = join(sshd.home, 'received.bin');
  writeFileSync(kept, '');
  chownSync(kept, sshd.account.uid, sshd.account.gid);
  const code = await vendor.authenticator.nextCode();
  // The host that was killed the round before may not have its successor yet.
  const client = await waitUntil('the gateway takes connections', () =>
    connectByLibrary({ port: gateway.sshPort, user, privateKey: key.privateKey, code }).catch(
      (error: Error) => {
        if (/before handshake|ECONNRESET/.test(error.message)) return null;
        throw error;
      },
    ),
  );
  const gone = new Promise<void>((resolve) => client.once('close', () => resolve()));
  const channel = await execOn(client, `tee ${kept}`);
  const received: Buffer[] = [];
  channel.on('data', (bytes: Buffer) => received.push(bytes));
  channel.on('error', () => undefined);
  const sessionId = await waitUntil('the session is listed', async () => {
    const { items } = await plant.auditor.api.get('/api/sessions', listOf(Session));
    return items.find((each) => each.grantId === grant.id && each.state === 'active')?.id;
  });
  let isPumping = true;
  const pump = (): void => {
    while (isPumping && channel.write(randomBytes(8192)));
  };
  channel.on('drain', pump);
  pump();
  await pause(afterMs);
  for (const pid of sessionHostsOf(gateway)) process.kill(pid, 'SIGKILL');
  const killedAt = performance.now();
  isPumping = false;
  await gone;
  const session = await untilSealed(plant.auditor, sessionId, 60_000);
  const sealedAfterMs = performance.now() - killedAt;
  const recordingId = session.recording?.id ?? '';
  const streams = await recordedStreams(plant.auditor, recordingId);
  const { verdict, sentence } = await verify(plant.auditor, recordingId);
  if (verdict === 'altered' || verdict === 'unreadable')
    throw new Error(`the recording of the killed session is ${verdict}: ${sentence}`);
  const atClient = Buffer.concat(received);
  const atTarget = await untilStill(kept);
  return {
    moved: atClient.length + atTarget.length,
    lost: missing(atClient, streams.out) + missing(atTarget, streams.in),
    sealedAfterMs,
  };
}

/** The file once nobody writes to it any more. */
async function untilStill(file: string): Promise<Buffer> {
  for (let size = -1; ;) {
    const { size: now } = statSync(file);
    if (now === size) return readFileSync(file);
    size = now;
    await pause(300);
  }
}

/** Bytes of `received` that `recorded` does not hold at the same place. */
function missing(received: Buffer, recorded: Buffer): number {
  if (received.equals(recorded.subarray(0, received.length))) return 0;
  let same = 0;
  while (same < received.length && same < recorded.length && received[same] === recorded[same]) same += 1;
  return received.length - same;
}
