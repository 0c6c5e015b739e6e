import { WatchServerMessage } from '@gatehouse/contracts';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Plant } from '../../world/plant.js';
import { untilSealed } from '../../world/recorded-streams.js';
import { sessionHostsOf } from '../../world/session-hosts-of.js';
import type { World } from '../../world/start-world.js';
import { pause, waitUntil } from '../../world/wait-until.js';
import { WatchClient } from '../../world/watch-client.js';
import { cpuSeconds } from '../cpu-seconds.js';
import { figure } from '../figure.js';
import type { MeasuredFigure } from '../figure.js';
import type { MeasurementOptions } from '../measurement.js';
import { median, percentile } from '../statistics.js';
import type { DesktopKind, SceneName } from './desktop-kind.js';
import { takeSeat } from './seat.js';
import { pictureAt, unrecordedPixels } from './unrecorded-pixels.js';

export interface SceneGoals {
  readonly name: Exclude<SceneName, 'typing'>;
  readonly what: string;
  readonly cores: string;
  readonly megabytes: string;
  readonly known: string;
  /** How soon a watcher sees it is measured too. */
  readonly joins?: boolean;
  /** How soon a moment of it is found in the recording is measured too. */
  readonly seeks?: boolean;
}

/** What one desktop session costs while it shows each kind of screen; and how soon a watcher and a seek are answered. */
export async function measureSceneCosts(
  kind: DesktopKind,
  scenes: readonly SceneGoals[],
  world: World,
  options: MeasurementOptions,
): Promise<MeasuredFigure[]> {
  const figures: MeasuredFigure[] = [];
  for (const scene of scenes) {
    options.say(`a ${scene.name} screen`);
    figures.push(...(await measureScene(kind, world, scene, options)));
  }
  return figures;
}

async function measureScene(
  kind: DesktopKind,
  { gateway, plant }: World,
  { name, what, cores, megabytes, known, joins: timesJoins, seeks: timesSeeks }: SceneGoals,
  { long }: MeasurementOptions,
): Promise<MeasuredFigure[]> {
  const scene = await kind.startScene(name);
  try {
    const target = await kind.addTarget(plant, scene, scene.port);
    const vendor = await plant.anotherVendor();
    const hosts = sessionHostsOf(gateway);
    const alone = await coresOf(hosts, 6_000);
    const seat = await takeSeat(plant, target, vendor);
    await pause(5_000);
    // From the moment at which everything so far is in the container.
    const file = openContainer(gateway.dataDirectory, String(seat.session.recording?.id));
    const first = statSync(file).size;
    const begun = await waitUntil('the container grows', () => {
      const { size } = statSync(file);
      return size > first && { bytes: size, ms: performance.now() };
    });
    const before = { hosts: cpuSeconds(hosts), control: cpuSeconds([gateway.process.pid]) };
    const drawnBefore = seat.viewer.updates;
    const from = performance.now();
    await pause(long ? 60_000 : 12_000);
    const seconds = (performance.now() - from) / 1000;
    const used = (cpuSeconds(hosts) - before.hosts) / seconds - alone;
    const control = (cpuSeconds([gateway.process.pid]) - before.control) / seconds;
    const rate = (seat.viewer.updates - drawnBefore) / seconds;
    const joins = timesJoins ? await timeJoins(plant, seat.session.id, long ? 30 : 10) : [];
    scene.holdStill();
    const hours = (performance.now() - begun.ms) / 3_600_000;
    await seat.viewer.untilStill(1_500);
    const unrecorded = await unrecordedPixels(kind, plant, seat, name);
    const { recording } = await untilSealed(plant.auditor, seat.session.id);
    const megabytesPerHour = ((recording?.byteSize ?? 0) - begun.bytes) / 1e6 / hours;
    const seeks = timesSeeks
      ? await timeSeeks(plant, String(recording?.id), recording?.durationMs ?? 0, long ? 50 : 15)
      : [];
    const rounds = 1;
    return [
      figure('speed', {
        ...{
          group: kind.group,
          id: `${kind.group}-cpu-${name}`,
          unit: 'core',
          value: used,
          goal: cores,
          rounds,
        },
        what: `CPU that one session with a viewer adds to the session hosts, recorded: ${what}`,
        reference: `${rate.toFixed(1)} pictures/s; the hosts without a session ${alone.toFixed(3)} core, control process ${control.toFixed(3)} core; ${known}`,
      }),
      figure('speed', {
        ...{ group: kind.group, id: `${kind.group}-recorded-${name}`, unit: 'MB/h', rounds },
        ...{ value: megabytesPerHour, goal: megabytes },
        what: `recorded: ${what}`,
        reference: known,
      }),
      unrecorded,
      ...(joins.length === 0 ? [] : [joinFigure(kind, joins)]),
      ...(seeks.length === 0 ? [] : [seekFigure(kind, seeks)]),
    ];
  } finally {
    await scene.stop();
  }
}

/** Cores that the processes use over so many milliseconds. */
async function coresOf(pids: readonly number[], ms: number): Promise<number> {
  const [before, from] = [cpuSeconds(pids), performance.now()];
  await pause(ms);
  return ((cpuSeconds(pids) - before) * 1000) / (performance.now() - from);
}

/** The container of a recording that is being written. */
function openContainer(dataDirectory: string, recordingId: string): string {
  const found = readdirSync(dataDirectory, { recursive: true, encoding: 'utf8' }).find((file) =>
    file.endsWith(`${recordingId}.open`),
  );
  if (found === undefined) throw new Error('the recording has no container yet');
  return join(dataDirectory, found);
}

/** Milliseconds from the opening of a watcher's socket to the whole picture, for each of so many watchers. */
async function timeJoins({ approver }: Plant, sessionId: string, count: number): Promise<number[]> {
  const took: number[] = [];
  for (let round = 0; round < count; round += 1) {
    const began = performance.now();
    const watcher = new WatchClient(approver.api, sessionId);
    const hasPicture = (message: WatchServerMessage): boolean =>
      message.type === 'frames' && message.frames.some(({ kind }) => kind === 'screen-update');
    await waitUntil('the watcher has a picture', () => watcher.messages.some(hasPicture), 20_000, 1);
    took.push(performance.now() - began);
    watcher.close();
    await watcher.closed;
  }
  return took;
}

function joinFigure({ group }: DesktopKind, took: readonly number[]): MeasuredFigure {
  return figure('speed', {
    group,
    id: `${group}-watcher-joins`,
    what: "a watcher's socket opened to the whole picture there, median",
    unit: 'ms',
    value: median(took),
    goal: '<= 300',
    rounds: took.length,
    reference: `worst ${percentile(took, 1).toFixed(0)} ms; the sketch measured 19 and 47 ms`,
  });
}

/** Milliseconds from asking the API for a moment to its picture painted, at places all over the recording. */
async function timeSeeks(
  { auditor }: Plant,
  recordingId: string,
  durationMs: number,
  count: number,
): Promise<number[]> {
  const took: number[] = [];
  for (let round = 1; round <= count; round += 1) {
    // By the golden ratio: spread over the whole, in no order.
    const atMs = Math.floor(((round * 0.618) % 1) * durationMs);
    const began = performance.now();
    const { width } = await pictureAt(auditor, recordingId, Math.max(1_000, atMs));
    took.push(performance.now() - began);
    if (width === 0) throw new Error('the recording shows nothing there');
  }
  return took;
}

function seekFigure({ group }: DesktopKind, took: readonly number[]): MeasuredFigure {
  return figure('speed', {
    group,
    id: `${group}-seek-by-api`,
    what: 'a moment of the moving picture asked of the API to its picture painted, median',
    unit: 'ms',
    value: median(took),
    goal: '<= 300',
    rounds: took.length,
    reference: `worst ${percentile(took, 1).toFixed(0)} ms; the sketch measured 14 to 280 ms`,
  });
}
