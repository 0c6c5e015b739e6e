import { randomBytes } from 'node:crypto';
import { makeHostKey } from '@gatehouse/protocol-ssh';
import type { GatewayContext } from '../wiring/context.module.js';
import { startControllerConsole } from './controller-console/console-server.js';
import type { ControllerConsole } from './controller-console/console-server.js';

const name = 'demo-console';
const preferredPort = 2322;

/** Account, password, host key and port of the built-in controller: random, made once, sealed in the database. */
export interface DemoConsoleIdentity {
  readonly account: string;
  readonly password: string;
  readonly hostKey: string;
  /** `TYPE BASE64`. */
  readonly hostKeyLine: string;
  readonly port: number;
}

export interface DemoConsole {
  readonly identity: DemoConsoleIdentity;
  stop(): Promise<void>;
}

/** Starts the controller where it was before; when that port is taken, on a free one, which it then keeps. */
export async function startDemoConsole(context: GatewayContext): Promise<DemoConsole> {
  const stored = (await read(context)) ?? makeIdentity();
  const running = await listen(stored);
  const identity = { ...stored, port: running.port };
  await write(context, identity);
  return { identity, stop: () => running.stop() };
}

async function listen(identity: DemoConsoleIdentity): Promise<ControllerConsole> {
  try {
    return await startControllerConsole(identity);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    return startControllerConsole({ ...identity, port: 0 });
  }
}

function makeIdentity(): DemoConsoleIdentity {
  const keys = makeHostKey();
  return {
    account: 'service',
    password: randomBytes(18).toString('base64url'),
    hostKey: keys.private,
    hostKeyLine: keys.public.split(' ').slice(0, 2).join(' '),
    port: preferredPort,
  };
}

async function read({ database, secretBox }: GatewayContext): Promise<DemoConsoleIdentity | null> {
  const rows = await database.query<{ sealed: Buffer }[]>(
    `SELECT sealed FROM installation_secret WHERE name = $1`,
    [name],
  );
  const sealed = rows[0]?.sealed;
  return sealed ? (JSON.parse(secretBox.open(sealed, name).toString('utf8')) as DemoConsoleIdentity) : null;
}

async function write(
  { database, secretBox, clock }: GatewayContext,
  identity: DemoConsoleIdentity,
): Promise<void> {
  const sealed = secretBox.seal(Buffer.from(JSON.stringify(identity)), name);
  await database.query(
    `INSERT INTO installation_secret (name, sealed, made_at) VALUES ($1, $2, $3)
     ON CONFLICT (name) DO UPDATE SET sealed = excluded.sealed`,
    [name, sealed, clock.now()],
  );
}
