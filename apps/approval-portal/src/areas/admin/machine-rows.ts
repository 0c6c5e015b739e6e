import type { Asset, Criticality, Target } from '@gatehouse/contracts';

/** One line of the list: a way in to a machine, or a machine that has none yet. */
export interface MachineRow {
  key: string;
  asset: Asset;
  target: Target | null;
  /** What a search looks at, in small letters. */
  words: string;
}

export function machineRows(assets: readonly Asset[], targets: readonly Target[]): MachineRow[] {
  return assets.flatMap((asset) => {
    const own = targets.filter((target) => target.asset.id === asset.id);
    const ways: (Target | null)[] = own.length === 0 ? [null] : own;
    return ways.map((target) => ({
      key: target?.id ?? asset.id,
      asset,
      target,
      words: [asset.tag, asset.name, asset.location, target?.handle, target?.address].join(' ').toLowerCase(),
    }));
  });
}

const order: Record<Criticality, number> = { critical: 0, high: 1, medium: 2, low: 3 };

export function byCriticality(one: MachineRow, other: MachineRow): number {
  return (
    order[one.asset.criticality] - order[other.asset.criticality] ||
    one.asset.tag.localeCompare(other.asset.tag)
  );
}
