import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { figure, groups } from './figure.js';
import type { Group, MeasuredFigure } from './figure.js';
import type { PromiseGroup } from './measurement.js';
import { pathGroup } from './path/path-group.js';
import { printFigures } from './print-figures.js';
import { rdpGroup } from './rdp/rdp-group.js';
import { sshGroup } from './ssh/ssh-group.js';
import { vncGroup } from './vnc/vnc-group.js';

/** In the order in which they are measured. */
const known: readonly PromiseGroup[] = [pathGroup, sshGroup, vncGroup, rdpGroup];

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    json: { type: 'string' },
    long: { type: 'boolean', default: false },
  },
});
const wanted = chosen(values.only);
const figures: MeasuredFigure[] = [];
let failure: unknown;
for (const group of wanted) {
  const began = performance.now();
  console.log(`${group.name}: measuring`);
  try {
    await group.measure({ long: values.long, say: (text) => console.log(`  ${text}`) }, (more) =>
      figures.push(...more),
    );
  } catch (error) {
    failure ??= error;
    console.error(error);
  }
  const seconds = (performance.now() - began) / 1000;
  console.log(`${group.name}: ${Math.round(seconds)} s\n`);
  if (!values.long) figures.push(measuringTook(group.name, seconds));
}
printFigures(figures);
if (values.json !== undefined)
  writeFileSync(
    values.json,
    `${JSON.stringify(
      figures.map(({ kind: _kind, ...figure }) => figure),
      null,
      2,
    )}\n`,
  );
const broken = figures.filter((figure) => figure.kind === 'invariant' && !figure.ok);
for (const figure of broken)
  console.error(`\nBROKEN: ${figure.what}: ${figure.value} ${figure.unit}, not ${figure.goal}`);
process.exit(broken.length > 0 || failure !== undefined ? 1 : 0);

/** Who waits for the figures waits three minutes a group at most; large counts take what they take. */
function measuringTook(group: Group, seconds: number): MeasuredFigure {
  return figure('speed', {
    id: `${group}-measuring`,
    group,
    what: `measuring the group ${group}`,
    unit: 's',
    value: seconds,
    goal: '<= 180',
    rounds: 1,
    reference: 'none: this is about the measurement itself',
  });
}

function chosen(only: string | undefined): readonly PromiseGroup[] {
  if (only === undefined) return known;
  if (!(groups as readonly string[]).includes(only)) {
    console.error(`there is no group ${only}; the groups are ${groups.join(', ')}`);
    process.exit(64);
  }
  const group = known.filter((each) => each.name === (only as Group));
  if (group.length === 0) console.log(`nothing of the group ${only} is built yet`);
  return group;
}
