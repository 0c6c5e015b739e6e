import { generateKeyPairSync } from 'node:crypto';
import ssh2 from 'ssh2';

export interface DecoyTarget {
  readonly port: number;
  /** Everything that was offered to prove who is there: a method and what came with it. */
  readonly offered: readonly string[];
  readonly connections: number;
  stop(): Promise<void>;
}

/** An SSH server with a key nobody pinned, that writes down what it is told before it hangs up. */
export async function startDecoyTarget(): Promise<DecoyTarget> {
  const offered: string[] = [];
  let connections = 0;
  const open = new Set<ssh2.Connection>();
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  const server = new ssh2.Server({ hostKeys: [privateKey] }, (connection) => {
    connections += 1;
    open.add(connection);
    connection.on('error', () => undefined);
    connection.on('close', () => open.delete(connection));
    connection.on('authentication', (context) => {
      offered.push(
        `${context.username} ${context.method} ${context.method === 'password' ? context.password : ''}`,
      );
      context.accept();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as { port: number }).port,
    offered,
    get connections() {
      return connections;
    },
    stop: () =>
      new Promise((resolve) => {
        for (const connection of open) connection.end();
        server.close(() => resolve());
      }),
  };
}
