import ssh2 from 'ssh2';
import type { Client, ClientChannel, ConnectConfig } from 'ssh2';

export interface LibraryConnection {
  readonly port: number;
  readonly user: string;
  readonly privateKey?: string;
  readonly password?: string;
  /** The second factor, given when the server asks for it. */
  readonly code?: string;
}

/** A connection by the ssh2 library, for what the `ssh` program cannot do: many channels, odd requests, fine clocks. */
export function connectByLibrary(to: LibraryConnection, more: Partial<ConnectConfig> = {}): Promise<Client> {
  return new Promise((resolve, reject) => {
    const client = new ssh2.Client();
    client.on('keyboard-interactive', (_name, _instructions, _language, prompts, answer) =>
      answer(
        prompts.map((prompt) => (/password/i.test(prompt.prompt) ? (to.password ?? '') : (to.code ?? ''))),
      ),
    );
    client.once('ready', () => resolve(client));
    // Always heard: a connection that is cut may say so twice, and the second must not end the process.
    client.on('error', reject);
    client.connect({
      host: '127.0.0.1',
      port: to.port,
      username: to.user,
      tryKeyboard: true,
      readyTimeout: 25_000,
      ...(to.privateKey === undefined ? {} : { privateKey: to.privateKey }),
      ...(to.password === undefined ? {} : { password: to.password }),
      ...more,
    });
    client.setNoDelay(true);
  });
}

export function execOn(client: Client, command: string, terminal = false): Promise<ClientChannel> {
  return new Promise((resolve, reject) => {
    client.exec(command, terminal ? { pty: { rows: 24, cols: 80, term: 'xterm' } } : {}, (error, channel) =>
      error ? reject(error) : resolve(channel),
    );
  });
}
