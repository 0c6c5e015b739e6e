import type { MachineKind } from './machine-drawings.js';

const words: readonly [MachineKind, RegExp][] = [
  ['server', /\b(srv|server|historian|pc|station|gateway)/i],
  ['boiler', /\b(boiler|burner|furnace|kiln|oven|blr)/i],
  ['palletizer', /\b(pallet|robot|gripper|pal\d)/i],
  ['wrapper', /\b(wrap|pack|label|convey|wrp)/i],
  ['filler', /\b(fill|dos(er|ing)|capp|bottl|mix|fil\d)/i],
];

/** Which drawing stands for a machine, from the words of its name first and of its tag then. A cabinet when unsure. */
export function machineKind(name: string, tag: string): MachineKind {
  if (/\b(plc|controller|switch|cabinet|drive)\b/i.test(name) && !/\bedge\b/i.test(name)) return 'cabinet';
  for (const of of [name, tag.replaceAll(/[-_]/g, ' ')]) {
    const found = words.find(([, pattern]) => pattern.test(of));
    if (found) return found[0];
  }
  return 'cabinet';
}
