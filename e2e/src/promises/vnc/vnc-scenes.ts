import { startXtigervnc } from '../../world/start-xtigervnc.js';
import { WatchedProcess } from '../../world/watched-process.js';
import type { Scene, SceneName } from '../desktop/desktop-kind.js';

const values = String.raw`
while :; do
  s='\033[H'
  for i in {1..24}; do
    v=$((RANDOM % 1000)); c=32
    ((v > 700)) && c=33
    ((v > 900)) && c=31
    printf -v bar '%*s' $((v / 25)) ''
    printf -v line ' TAG_%02d  \\033[%dm%4d.%d bar\\033[0m   %-42s\\r\\n' $i $c $v $((RANDOM % 10)) "${'$'}{bar// /#}"
    s+=$line
  done
  printf "$s"
  sleep 0.5
done`;

const scrolling =
  'for ((i = 0; ; i++)); do printf "%06d %s\\n" $i "valve $((i % 97)) reads $((i * 7919 % 1000)) bar, set point $((i % 500))"; sleep 0.02; done';

/** By the scene: what draws it on an X desktop. */
export const scenePrograms: Readonly<Record<SceneName, readonly [command: string, ...args: string[]]>> = {
  static: ['xclock', '-update', '1', '-geometry', '200x200+10+10'],
  // Smoothed letters, as a panel has them.
  text: [
    'xterm',
    ...[
      '-fa',
      'DejaVuSansMono',
      '-fs',
      '10',
      '-geometry',
      '100x28+10+10',
      '-e',
      'bash',
      '--norc',
      '-c',
      values,
    ],
  ],
  // Every line another, as fast as the terminal draws.
  scroll: ['xterm', '-geometry', '100x40+10+10', '-e', 'bash', '--norc', '-c', scrolling],
  // A test picture of bars, a gradient, a moving pattern and a counter.
  video: [
    'ffplay',
    ...['-loglevel', 'error', '-an', '-f', 'lavfi', '-i', 'testsrc2=size=640x480:rate=15'],
    ...['-left', '100', '-top', '100', '-x', '640', '-y', '480'],
  ],
  typing: ['xterm', '-geometry', '80x26+10+10', '-e', 'cat'],
};

/** @param geometry of the desktop; each scene fits into 1024x768. */
export async function startVncScene(name: SceneName, geometry = '1024x768'): Promise<Scene> {
  const desktop = await startXtigervnc(geometry);
  const [command, ...args] = scenePrograms[name];
  // A group of its own: xterm's shell stands still with it.
  const program = new WatchedProcess(command, args, {
    detached: true,
    env: {
      PATH: process.env.PATH ?? '/usr/bin:/bin',
      DISPLAY: desktop.display,
      HOME: '/nonexistent',
      SDL_AUDIODRIVER: 'dummy',
    },
  });
  return {
    port: desktop.port,
    name,
    holdStill: () => {
      if (!program.running) throw new Error(`${command} ended:\n${program.output}`);
      process.kill(-program.pid, 'SIGSTOP');
    },
    stop: async () => {
      await program.stop('SIGKILL');
      await desktop.stop();
    },
  };
}
