import { posix } from 'node:path';

export interface MemoryEntry {
  readonly isFolder: boolean;
  readonly size: number;
  readonly changedAt: Date;
}

/** All files together, at most: the demo must not fill the memory of the machine it runs on. */
const mostBytes = 64 << 20;

/** The make-believe controller's files: recipes and logs, in memory, the same for everybody until it stops. */
export class MemoryFiles {
  private readonly folders = new Set<string>(['/', '/recipes', '/logs']);
  private readonly files = new Map<string, { bytes: Buffer; changedAt: Date }>();

  constructor(private readonly now: () => Date) {
    this.write('/recipes/cola-330.rcp', 0, Buffer.from(recipe('COLA 330 ML', 198)));
    this.write('/recipes/water-500.rcp', 0, Buffer.from(recipe('WATER 500 ML', 264)));
    const hours = Array.from({ length: 24 }, (_, hour) => `${hour}:00,${11_800 + ((hour * 37) % 420)}`);
    this.write('/logs/bottles.csv', 0, Buffer.from(`hour,bottles\n${hours.join('\n')}\n`));
  }

  /** Absolute and without `.` or `..`; relative paths begin at the root. */
  resolve(path: string): string {
    return posix.resolve('/', path);
  }

  stat(path: string): MemoryEntry | null {
    if (this.folders.has(path)) return { isFolder: true, size: 0, changedAt: this.now() };
    const file = this.files.get(path);
    return file ? { isFolder: false, size: file.bytes.length, changedAt: file.changedAt } : null;
  }

  /** Names in a folder; null when there is none. */
  list(path: string): string[] | null {
    if (!this.folders.has(path)) return null;
    return [...this.folders, ...this.files.keys()]
      .filter((each) => each !== '/' && posix.dirname(each) === path)
      .map((each) => posix.basename(each))
      .sort();
  }

  read(path: string, offset: number, length: number): Buffer {
    return this.files.get(path)?.bytes.subarray(offset, offset + length) ?? Buffer.alloc(0);
  }

  /** False when there is no such folder, or no room. */
  write(path: string, offset: number, bytes: Buffer): boolean {
    if (!this.folders.has(posix.dirname(path)) || this.folders.has(path)) return false;
    const before = this.files.get(path)?.bytes ?? Buffer.alloc(0);
    const size = Math.max(before.length, offset + bytes.length);
    const all = [...this.files.values()].reduce((sum, file) => sum + file.bytes.length, 0);
    if (all - before.length + size > mostBytes) return false;
    const after = size === before.length ? before : Buffer.concat([before], size);
    bytes.copy(after, offset);
    this.files.set(path, { bytes: after, changedAt: this.now() });
    return true;
  }

  truncate(path: string): boolean {
    if (!this.folders.has(posix.dirname(path)) || this.folders.has(path)) return false;
    this.files.set(path, { bytes: Buffer.alloc(0), changedAt: this.now() });
    return true;
  }

  makeFolder(path: string): boolean {
    if (this.stat(path) || !this.folders.has(posix.dirname(path)) || this.folders.size > 1000) return false;
    this.folders.add(path);
    return true;
  }

  remove(path: string): boolean {
    if (path === '/' || (this.list(path)?.length ?? 0) > 0) return false;
    return this.files.delete(path) || this.folders.delete(path);
  }

  move(from: string, to: string): boolean {
    const file = this.files.get(from);
    if (!file || this.stat(to) || !this.folders.has(posix.dirname(to))) return false;
    this.files.set(to, file);
    return this.files.delete(from);
  }
}

function recipe(product: string, openMs: number): string {
  const valves = Array.from({ length: 24 }, (_, at) => `valve.${at + 1}.open_ms = ${openMs + (at % 3)}`);
  return `# ${product}\nspeed.bottles_per_hour = 12000\n${valves.join('\n')}\n`;
}
