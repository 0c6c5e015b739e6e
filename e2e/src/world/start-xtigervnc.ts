import { freePort } from './free-port.js';
import { waitUntil } from './wait-until.js';
import { WatchedProcess } from './watched-process.js';

export interface RunningDesktop {
  readonly port: number;
  stop(): Promise<void>;
}

/** A real X desktop served over VNC on a free loopback port, without a password: it proves nothing and asks for nothing. */
export async function startXtigervnc(): Promise<RunningDesktop> {
  const port = await freePort();
  const server = new WatchedProcess('Xtigervnc', [
    ...['-displayfd', '1', '-rfbport', String(port), '-localhost', '-geometry', '640x480', '-depth', '24'],
    ...['-SecurityTypes', 'None', '-AlwaysShared', '-nolisten', 'tcp'],
  ]);
  await waitUntil('the desktop takes clients', () => {
    if (!server.running) throw new Error(`Xtigervnc ended:\n${server.output}`);
    return /^\d+$/m.test(server.output);
  });
  return { port, stop: async () => void (await server.stop('SIGKILL')) };
}
