import { freePort } from './free-port.js';
import { waitUntil } from './wait-until.js';
import { WatchedProcess } from './watched-process.js';

export interface RunningDesktop {
  readonly port: number;
  /** As programs want it in `DISPLAY`. */
  readonly display: string;
  stop(): Promise<void>;
}

/**
 * A real X desktop served over VNC on a free loopback port, without a password: it proves nothing and asks for nothing.
 * @param geometry width and height in pixels.
 * @param name what it calls itself.
 */
export async function startXtigervnc(geometry = '640x480', name = 'panel'): Promise<RunningDesktop> {
  const port = await freePort();
  const server = new WatchedProcess('Xtigervnc', [
    ...['-displayfd', '1', '-rfbport', String(port), '-localhost', '-geometry', geometry, '-depth', '24'],
    ...['-SecurityTypes', 'None', '-AlwaysShared', '-nolisten', 'tcp', '-desktop', name],
  ]);
  const display = await waitUntil('the desktop takes clients', () => {
    if (!server.running) throw new Error(`Xtigervnc ended:\n${server.output}`);
    return /^\d+$/m.exec(server.output)?.[0];
  });
  return { port, display: `:${display}`, stop: async () => void (await server.stop('SIGKILL')) };
}
