import { localDisk, type SpoolDisk, type SpoolFile } from '../spool/spool-disk.js';

export type Fault =
  { does: 'fail'; code: 'ENOSPC' | 'EIO' | 'EROFS' } | { does: 'hang' } | { does: 'wait'; ms: number };

export interface FaultyDisk extends SpoolDisk {
  /** Faults of calls on files under a path that contains the text. */
  break(where: string, fault: Fault, calls?: readonly ('create' | 'write' | 'sync')[]): void;
  repair(): void;
  writes: number;
}

/** The local disk, with faults that a test switches on. */
export function makeFaultyDisk(): FaultyDisk {
  let faults: { where: string; fault: Fault; calls: readonly string[] }[] = [];
  const meet = async (file: string, call: string) => {
    for (const { where, fault, calls } of faults) {
      if (!file.includes(where) || !calls.includes(call)) continue;
      if (fault.does === 'fail') throw Object.assign(new Error(fault.code), { code: fault.code });
      if (fault.does === 'hang') await new Promise(() => undefined);
      if (fault.does === 'wait') await new Promise((resolve) => setTimeout(resolve, fault.ms));
    }
  };
  const disk: FaultyDisk = {
    ...localDisk,
    writes: 0,
    break: (where, fault, calls = ['create', 'write', 'sync']) => faults.push({ where, fault, calls }),
    repair: () => (faults = []),
    async create(file) {
      await meet(file, 'create');
      const inner = await localDisk.create(file);
      const wrapped: SpoolFile = {
        async write(buffers) {
          await meet(file, 'write');
          await inner.write(buffers);
          disk.writes++;
        },
        async sync() {
          await meet(file, 'sync');
          await inner.sync();
        },
        close: () => inner.close(),
      };
      return wrapped;
    },
  };
  return disk;
}
