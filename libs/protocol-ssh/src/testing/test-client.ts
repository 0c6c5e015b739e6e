import ssh2 from 'ssh2';
import { testPerson } from './door-world.js';

/** Clients of our own making at the door, ended together. */
export class TestClients {
  private readonly made: ssh2.Client[] = [];

  /** Signs in as the test person unless told otherwise; errors are heard and left alone. */
  connect(port: number, config: Partial<ssh2.ConnectConfig> = {}): ssh2.Client {
    const client = new ssh2.Client();
    this.made.push(client);
    client.on('error', () => undefined);
    client.on('keyboard-interactive', (_name, _text, _language, _prompts, finish) =>
      finish([testPerson.code]),
    );
    client.connect({
      host: '127.0.0.1',
      port,
      username: `${testPerson.login}+l2-edge`,
      password: testPerson.password,
      tryKeyboard: true,
      ...config,
    });
    return client;
  }

  async signedIn(port: number, config: Partial<ssh2.ConnectConfig> = {}): Promise<ssh2.Client> {
    const client = this.connect(port, config);
    await new Promise<void>((resolve, reject) =>
      client.once('ready', resolve).once('close', () => reject(new Error('not let in'))),
    );
    return client;
  }

  end(): void {
    for (const client of this.made.splice(0)) client.destroy();
  }
}

/** `ready` when it was let in, `closed` when not. */
export function outcomeOf(client: ssh2.Client): Promise<'ready' | 'closed'> {
  return new Promise((resolve) =>
    client.once('ready', () => resolve('ready')).once('close', () => resolve('closed')),
  );
}

/** Rejects when it cannot be opened, or the connection is gone. */
export function execOn(client: ssh2.Client, command: string): Promise<ssh2.ClientChannel> {
  return new Promise((resolve, reject) =>
    client.exec(command, (error, channel) => (error ? reject(error) : resolve(channel))),
  );
}
