import { openEchoPair } from '../echo-pair.js';
import { figure } from '../figure.js';
import type { MeasuredFigure } from '../figure.js';
import type { MeasurementOptions } from '../measurement.js';
import { easyConstraints } from '../../world/plant.js';
import { pause } from '../../world/wait-until.js';
import { startPathWorld } from '../path/path-world.js';
import { keepBusy, openTerminals } from '../ssh/background-terminals.js';
import { median, percentile } from '../statistics.js';
import type { SceneName } from '../desktop/desktop-kind.js';
import { desktopRights, takeSeat } from '../desktop/seat.js';
import { addVncDesktop } from './vnc-desktops.js';
import { startVncScene } from './vnc-scenes.js';

const terminalsBeside = 49;
const keys = 1_000;
const mix: readonly [scene: SceneName, sessions: number][] = [
  ['static', 16],
  ['text', 3],
  ['video', 1],
];

/** The keystroke echo of one of 50 SSH sessions, without and with 20 desktops beside them. Its own gateway; only in the long run. */
export async function measureDesktopsBesideSsh(options: MeasurementOptions): Promise<MeasuredFigure[]> {
  const world = await startPathWorld({ rightsAllowed: [...easyConstraints.rightsAllowed, ...desktopRights] });
  const undo: (() => Promise<void> | void)[] = [() => world.stop()];
  try {
    const terminals = await openTerminals(world, terminalsBeside);
    undo.push(keepBusy(terminals));
    const pair = await openEchoPair(world);
    undo.push(() => pair.end());
    const without = await pair.type(keys);
    options.say('20 desktops are opened');
    for (const [name, sessions] of mix) {
      const scene = await startVncScene(name);
      undo.push(() => scene.stop());
      const target = await addVncDesktop(world.plant, scene.port);
      const vendor = await world.plant.anotherVendor();
      for (let seat = 0; seat < sessions; seat += 1) await takeSeat(world.plant, target, vendor);
    }
    await pause(5_000);
    const beside = await pair.type(keys);
    const times = (took: readonly number[]): string =>
      `${median(took).toFixed(2)} and ${percentile(took, 0.99).toFixed(1)} ms`;
    return [
      figure('speed', {
        group: 'vnc',
        id: 'vnc-ssh-echo-moved-p99',
        what: 'keystroke echo among 50 SSH sessions, 99th percentile, moved by 20 desktops beside them',
        unit: 'ms',
        value: percentile(beside.gateway, 0.99) - percentile(without.gateway, 0.99),
        goal: '<= 10',
        rounds: keys,
        reference: `gateway ${times(without.gateway)} without, ${times(beside.gateway)} beside; direct ${times(without.direct)} and ${times(beside.direct)} (p50, p99)`,
      }),
    ];
  } finally {
    for (const step of undo.reverse()) await step();
  }
}
