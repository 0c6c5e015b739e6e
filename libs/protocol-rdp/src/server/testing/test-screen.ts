import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What a screen shows: colours as `Surface` has them, rows from the top. */
export interface Screenshot {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint32Array;
}

/** A program on the screen; what it writes is kept. */
export interface ScreenProgram {
  readonly output: () => string;
  /** Resolves when it has ended, whoever ended it. */
  readonly gone: Promise<void>;
  stop(): Promise<void>;
}

/** An X screen that nobody sees, with the pointer and keyboard of a person who is not there. */
export class TestScreen {
  private readonly programs = new Set<ScreenProgram>();

  private constructor(
    private readonly server: ChildProcess,
    private readonly home: string,
    readonly display: string,
  ) {}

  static async start(size = '800x600'): Promise<TestScreen> {
    // The X server chooses a display that is free, and writes its number once it takes clients.
    const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', `${size}x24`, '-nolisten', 'tcp'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    });
    const display = await new Promise<string>((resolve, reject) => {
      server.once('error', reject);
      server.stdio[3]?.once('data', (line: Buffer) => resolve(`:${line.toString().trim()}`));
    });
    return new TestScreen(server, mkdtempSync(join(tmpdir(), 'gatehouse-screen-')), display);
  }

  run(program: string, ...args: readonly string[]): ScreenProgram {
    const child = spawn(program, args, { env: this.env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (bytes: Buffer) => (output += bytes.toString('latin1')));
    const gone = new Promise<void>((resolve) => {
      child.once('close', () => resolve());
      child.once('error', (error) => {
        output += error.message;
        resolve();
      });
    });
    const running: ScreenProgram = {
      output: () => output,
      gone,
      stop: async () => {
        child.kill('SIGKILL');
        await gone;
        this.programs.delete(running);
      },
    };
    this.programs.add(running);
    return running;
  }

  /** What a person does, by `xdotool`. */
  async act(...args: readonly string[]): Promise<void> {
    await run('xdotool', [...args], { env: this.env });
  }

  /** Runs to its end; gives what it wrote. @param input what it reads. */
  async ask(program: string, args: readonly string[], input = ''): Promise<string> {
    const asking = run(program, [...args], { env: this.env, timeout: 10_000 });
    // One that reads nothing may be gone by now.
    asking.child.stdin?.on('error', () => undefined);
    asking.child.stdin?.end(input);
    return (await asking).stdout;
  }

  /** Puts text on its clipboard; who holds it there stays as long as the screen. */
  async copy(text: string): Promise<void> {
    await this.ask('sh', ['-c', 'xclip -i -selection clipboard > /dev/null 2>&1'], text);
  }

  /** What is on its clipboard; empty where nothing is. */
  async pasted(): Promise<string> {
    return this.ask('xclip', ['-o', '-selection', 'clipboard', '-t', 'UTF8_STRING']).catch(() => '');
  }

  async shoot(): Promise<Screenshot> {
    const { stdout } = await run('xwd', ['-root', '-silent'], {
      ...{ env: this.env, encoding: 'buffer' as const, maxBuffer: 64 * 1024 * 1024 },
    });
    return readXwd(stdout);
  }

  /** What was started here and runs still. */
  async clear(): Promise<void> {
    for (const program of this.programs) await program.stop();
  }

  async stop(): Promise<void> {
    await this.clear();
    this.server.kill('SIGKILL');
    rmSync(this.home, { recursive: true });
  }

  private get env(): NodeJS.ProcessEnv {
    return {
      ...{ PATH: process.env['PATH'] ?? '/usr/bin:/bin', HOME: this.home },
      ...{ DISPLAY: this.display, LC_ALL: 'C.UTF-8' },
    };
  }
}

/** A picture in the form of `xwd`, version 7, of 32 bits a pixel: words of 4 bytes, a colour map, then the pixels. */
function readXwd(bytes: Buffer): Screenshot {
  const word = (place: number): number => bytes.readUInt32BE(place * 4);
  const [headBytes, width, height, lineBytes, colours] = [word(0), word(4), word(5), word(12), word(19)];
  const start = headBytes + colours * 12;
  const pixels = new Uint32Array(width * height);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const at = start + y * lineBytes + x * 4;
      pixels[y * width + x] = (bytes[at + 2]! | (bytes[at + 1]! << 8) | (bytes[at]! << 16)) >>> 0;
    }
  return { width, height, pixels };
}
