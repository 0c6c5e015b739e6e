import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startXrdp } from '@gatehouse/protocol-rdp/testing';
import type { RunningXrdp } from '@gatehouse/protocol-rdp/testing';
import type { Scene, SceneName } from '../desktop/desktop-kind.js';
import { scenePrograms } from '../vnc/vnc-scenes.js';

/** A workstation by real xrdp, whose session begins with one program on its screen. */
export interface RdpScene extends Scene {
  readonly workstation: RunningXrdp;
}

export async function startRdpScene(name: SceneName): Promise<RdpScene> {
  const [command, ...args] = scenePrograms[name];
  const line = [command, ...args].map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
  // A group of its own, so that the shell in a terminal stands still with it.
  const workstation = await startXrdp({
    backend: 'Xorg',
    session: `SDL_AUDIODRIVER=dummy setsid ${line} & echo $! > "$HOME/scene"`,
  });
  return {
    name,
    workstation,
    port: workstation.port,
    holdStill: () =>
      void process.kill(-Number(readFileSync(join(workstation.home, 'scene'), 'utf8')), 'SIGSTOP'),
    stop: () => workstation.stop(),
  };
}
