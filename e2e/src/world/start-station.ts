import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startXrdp } from '@gatehouse/protocol-rdp/testing';
import type { RunningXrdp } from '@gatehouse/protocol-rdp/testing';
import { waitUntil } from './wait-until.js';
import { WatchedProcess } from './watched-process.js';

export interface RunningStation extends RunningXrdp {
  /** `SHA256:…` of its certificate, as it reads at the station itself. */
  readonly fingerprint: string;
  /** Every line that was typed into its terminal and finished with Enter. */
  typedLines(): string[];
  /** How often its window of buttons was told of an event like this. */
  seen(event: RegExp): number;
  /** What lies on its clipboard; null while nothing does. */
  clipboard(): Promise<string | null>;
  putOnClipboard(text: string): Promise<void>;
  /** Once somebody is signed in: its windows stand. */
  untilDrawn(): Promise<unknown>;
}

/** Where on the station one types, and where it has its buttons, in pixels. */
export const stationPlaces = { terminal: { x: 200, y: 100 }, buttons: { x: 300, y: 380 } } as const;

const session = `
xterm -fn fixed -u8 -geometry 80x18+0+0 -e bash -c 'while IFS= read -r line; do printf "%s\\n" "$line" >> "$HOME/typed"; done' &
stdbuf -oL xev -geometry 600x160+10+300 > "$HOME/events" &
`;

/** An engineering station behind xrdp: above, a terminal that writes down what is typed; below, a window that tells of every event. */
export async function startStation(): Promise<RunningStation> {
  const xrdp = await startXrdp({ security: 'tls', backend: 'Xorg', session });
  const written = (name: string): string => {
    try {
      return readFileSync(join(xrdp.home, name), 'utf8');
    } catch {
      return '';
    }
  };
  const started: WatchedProcess[] = [];
  const run = async (program: string, ...args: string[]): Promise<WatchedProcess> => {
    const { PATH = '/usr/bin:/bin' } = process.env;
    const authority = join(xrdp.home, '.Xauthority');
    const env = { PATH, DISPLAY: await xrdp.display(), XAUTHORITY: authority, LC_ALL: 'C.UTF-8' };
    const running = new WatchedProcess(program, args, { env });
    started.push(running);
    return running;
  };
  const hash = createHash('sha256').update(xrdp.certificate.der).digest('base64');
  return {
    ...xrdp,
    fingerprint: `SHA256:${hash.replace(/=+$/, '')}`,
    typedLines: () => written('typed').split('\n').slice(0, -1),
    seen: (event) => written('events').match(event)?.length ?? 0,
    untilDrawn: () =>
      waitUntil('the station has its windows', async () => {
        const tree = await run('xwininfo', '-root', '-tree');
        await tree.ended;
        return /"XTerm"/.test(tree.output) && /"Event Tester"/.test(tree.output);
      }),
    clipboard: async () => {
      const paste = await run('timeout', '5', 'xclip', '-o', '-selection', 'clipboard', '-t', 'UTF8_STRING');
      return (await paste.ended).code === 0 ? paste.output : null;
    },
    putOnClipboard: async (text) => {
      // xclip stays behind to hand the text out, until the session goes.
      const copy = 'printf %s "$1" | xclip -i -selection clipboard >/dev/null 2>&1';
      await (
        await run('bash', '-c', copy, 'copy', text)
      ).ended;
    },
    stop: async () => {
      for (const program of started) await program.stop('SIGKILL');
      await xrdp.stop();
    },
  };
}
