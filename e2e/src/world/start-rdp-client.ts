import type { ViewerTokenAnswer } from '@gatehouse/contracts';
import { temporaryFolder } from './temporary-folder.js';
import { WatchedProcess } from './watched-process.js';

export interface RdpClientScreen {
  /**
   * FreeRDP, as a person could start it: with the clipboard of their own machine, a drive, printers, a smartcard,
   * sound and a microphone.
   * @param password what they give when it asks.
   */
  start(to: ViewerTokenAnswer, password: string, security: 'nla' | 'tls'): WatchedProcess;
  stop(): Promise<void>;
}

/** A screen of its own for people's own RDP clients. */
export async function startRdpClientScreen(): Promise<RdpClientScreen> {
  const folder = temporaryFolder('rdp-client');
  const { PATH = '/usr/bin:/bin' } = process.env;
  const screen = new WatchedProcess(
    'Xvfb',
    ['-displayfd', '1', '-screen', '0', '1024x768x24', '-nolisten', 'tcp'],
    { env: { PATH } },
  );
  const [display] = await screen.untilOutput(/^\d+$/m);
  const started: WatchedProcess[] = [];
  return {
    start: ({ port, userName }, password, security) => {
      const who = [`/v:127.0.0.1:${port}`, `/u:${userName}`, `/p:${password}`, `/sec:${security}`];
      const wishes = ['/cert:ignore', '/size:800x600', '+clipboard', `/drive:own,${folder.path}`];
      const devices = ['/printer', '/smartcard', '/sound', '/microphone'];
      const env = { PATH, HOME: folder.path, DISPLAY: `:${display}`, LC_ALL: 'C.UTF-8' };
      const client = new WatchedProcess('xfreerdp', [...who, ...wishes, ...devices], { env });
      started.push(client);
      return client;
    },
    stop: async () => {
      for (const client of started) await client.stop('SIGKILL');
      await screen.stop('SIGKILL');
      folder.remove();
    },
  };
}
