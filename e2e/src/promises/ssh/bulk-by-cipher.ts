import { temporaryFolder } from '../../world/temporary-folder.js';
import { pause } from '../../world/wait-until.js';
import { figure } from '../figure.js';
import type { MeasuredFigure } from '../figure.js';
import type { MeasurementOptions } from '../measurement.js';
import type { PathWorld } from '../path/path-world.js';
import { prepareBastion } from '../ssh-lines.js';
import { gatewayCpu, makeBulkFile, transferSeconds } from '../ssh-transfer.js';
import type { Direction, Way } from '../ssh-transfer.js';
import { median } from '../statistics.js';
import { ciphersInUse } from './ciphers-in-use.js';
import { startUnrecordedRelay } from './start-unrecorded-relay.js';

const mebibytes = 128;
const directions: readonly Direction[] = ['down', 'up'];

const ciphers = [
  { id: 'aes128-gcm', name: 'aes128-gcm@openssh.com' },
  { id: 'aes256-gcm', name: 'aes256-gcm@openssh.com' },
  { id: 'chacha20', name: 'chacha20-poly1305@openssh.com' },
] as const;
type Cipher = (typeof ciphers)[number];

/** Seconds by way, and CPU seconds of the gateway, of one cipher and direction. */
interface Taken {
  readonly cipher: Cipher;
  readonly direction: Direction;
  readonly seconds: Map<Way['name'], number[]>;
  readonly gatewayCpu: number[];
}

/**
 * One file of random bytes with each cipher: direct, through `ssh bastion ssh target`, through the gateway, and
 * through the gateway's relay without a recorder, by turns.
 */
export async function measureBulkByCipher(
  world: PathWorld,
  options: MeasurementOptions,
): Promise<MeasuredFigure[]> {
  const rounds = options.long ? 7 : 2;
  const folder = temporaryFolder('bulk-by-cipher');
  const relay = await startUnrecordedRelay(world);
  const file = makeBulkFile(world, mebibytes);
  const all: Taken[] = ciphers.flatMap((cipher) =>
    directions.map((direction) => ({ cipher, direction, seconds: new Map(), gatewayCpu: [] })),
  );
  try {
    for (let round = 1; round <= rounds; round += 1) {
      for (const taken of all) {
        const { cipher, direction } = taken;
        const ways: Way[] = [
          { name: 'direct' },
          { name: 'nested', command: prepareBastion(world, cipher.name) },
          { name: 'gateway' },
          { name: 'unrecorded', port: relay.port },
        ];
        for (const way of ways) {
          const before = gatewayCpu(world);
          const carried = { way, direction, file, cipher: cipher.name, folder: folder.path };
          const took = await transferSeconds(world, carried);
          taken.seconds.set(way.name, [...(taken.seconds.get(way.name) ?? []), took]);
          if (way.name !== 'gateway') continue;
          await untilGatewayRests(world);
          taken.gatewayCpu.push(gatewayCpu(world) - before);
        }
      }
      options.say(`bulk round ${round} of ${rounds}`);
    }
  } finally {
    await relay.stop();
    folder.remove();
  }
  return all.flatMap((taken) => [...speeds(taken, rounds), ...cpu(taken, all, rounds)]);
}

function speeds({ cipher, direction, seconds }: Taken, rounds: number): MeasuredFigure[] {
  const rate = (way: Way['name']): number => mebibytes / median(seconds.get(way) ?? []);
  const reference = `${[...seconds.keys()].map((way) => `${way} ${Math.round(rate(way))} MiB/s`).join(', ')}; ${ciphersInUse()}`;
  const against = [
    ['direct', 'direct', '>= 0.6'],
    ['nested', 'ssh bastion ssh target', '>= 1.4'],
    ['unrecorded', 'the same relay without a recorder', '>= 0.75'],
  ] as const;
  return against.map(([way, words, goal]) =>
    figure('speed', {
      group: 'ssh',
      id: `ssh-bulk-${direction}-${cipher.id}-of-${way}`,
      what: `bulk ${direction} with ${cipher.id}, recorded, against ${words}`,
      unit: 'times',
      value: rate('gateway') / rate(way),
      goal,
      rounds,
      reference,
    }),
  );
}

/** One figure for both directions of a cipher. */
function cpu({ cipher, direction }: Taken, all: readonly Taken[], rounds: number): MeasuredFigure[] {
  if (direction !== 'down') return [];
  const both = all.filter((taken) => taken.cipher === cipher).map((taken) => median(taken.gatewayCpu));
  return [
    figure('speed', {
      group: 'ssh',
      id: `ssh-cpu-per-gibibyte-${cipher.id}`,
      what: `CPU of the gateway with ${cipher.id}, recorded, signing in, folding and sealing included, mean of down and up`,
      unit: 's/GiB',
      value: (both.reduce((sum, each) => sum + each, 0) / both.length / mebibytes) * 1024,
      goal: '<= 2.2',
      rounds,
      reference: `${ciphersInUse()}; nested OpenSSH 2.7 to 3.1, Go x/crypto/ssh 2.5 to 3.8, measured before without recording`,
    }),
  ];
}

/** What is left to fold and seal after the client has gone belongs to the transfer. */
async function untilGatewayRests(world: PathWorld): Promise<void> {
  for (let before = -1, looks = 0; looks < 40; looks += 1) {
    const now = gatewayCpu(world);
    if (now - before < 0.015) return;
    before = now;
    await pause(150);
  }
}
