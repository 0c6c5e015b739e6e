import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startXtigervnc } from './start-xtigervnc.js';
import { temporaryFolder } from './temporary-folder.js';
import { waitUntil } from './wait-until.js';
import { WatchedProcess } from './watched-process.js';

export interface RunningPanel {
  readonly port: number;
  /** Every line that was typed into its terminal and finished with Enter. */
  typedLines(): string[];
  /** How often its window of buttons was told of an event like this. */
  seen(event: RegExp): number;
  /** What lies on its clipboard; null while nothing does. */
  clipboard(): Promise<string | null>;
  putOnClipboard(text: string): Promise<void>;
  /** Gives its screen another size. */
  resize(size: string): Promise<void>;
  stop(): Promise<void>;
}

/** Where on the panel one types, and where it has its buttons, in pixels. */
export const panelPlaces = { terminal: { x: 200, y: 100 }, buttons: { x: 300, y: 380 } } as const;

/** A panel that X programs draw: above, a terminal that writes down what is typed; below, a window that tells of every event. */
export async function startPanel(): Promise<RunningPanel> {
  const folder = temporaryFolder('panel');
  const desktop = await startXtigervnc();
  const started: WatchedProcess[] = [];
  const run = (program: string, ...args: string[]): WatchedProcess => {
    const { PATH = '/usr/bin:/bin' } = process.env;
    const env = { PATH, HOME: folder.path, DISPLAY: desktop.display, LC_ALL: 'C.UTF-8' };
    const process_ = new WatchedProcess(program, args, { env });
    started.push(process_);
    return process_;
  };
  const stop = async (): Promise<void> => {
    for (const process_ of started.reverse()) await process_.stop('SIGKILL');
    await desktop.stop();
    folder.remove();
  };
  const file = join(folder.path, 'typed');
  writeFileSync(file, '');
  const script = `echo FILLER PANEL; while IFS= read -r line; do printf '%s\\n' "$line" >> ${file}; done`;
  const font = ['-fn', 'fixed', '-u8'];
  run('xterm', ...font, '-geometry', '80x18+0+0', '-e', 'bash', '-c', script);
  const events = run('stdbuf', '-oL', 'xev', '-geometry', '600x160+10+300');
  await waitUntil('the panel has its windows', async () => {
    const tree = run('xwininfo', '-root', '-tree');
    await tree.ended;
    return /"XTerm"/.test(tree.output) && /"Event Tester"/.test(tree.output);
  }).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return {
    port: desktop.port,
    typedLines: () => (existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : []),
    seen: (event) => events.output.match(event)?.length ?? 0,
    clipboard: async () => {
      const paste = run('timeout', '5', 'xclip', '-o', '-selection', 'clipboard', '-t', 'UTF8_STRING');
      return (await paste.ended).code === 0 ? paste.output : null;
    },
    putOnClipboard: async (text) => {
      const copy = run(
        'bash',
        '-c',
        'printf %s "$1" | xclip -i -selection clipboard >/dev/null 2>&1',
        'copy',
        text,
      );
      // xclip stays behind to hand the text out, until the desktop goes.
      await copy.ended;
    },
    resize: async (size) => {
      const resized = run('xrandr', '--fb', size);
      if ((await resized.ended).code !== 0) throw new Error(resized.output);
    },
    stop,
  };
}
