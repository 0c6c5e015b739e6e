import { randomBytes } from 'node:crypto';
import { makeHostKey } from '@gatehouse/protocol-ssh';
import type { GatewayContext } from '../wiring/context.module.js';
import { startControllerConsole } from './controller-console/console-server.js';
import { keptIdentity, startOnKeptPort } from './kept-identity.js';

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
  const kept = keptIdentity<DemoConsoleIdentity>(context, 'demo-console');
  const stored = (await kept.read()) ?? makeIdentity();
  const running = await startOnKeptPort(stored.port, (port) => startControllerConsole({ ...stored, port }));
  const identity = { ...stored, port: running.port };
  await kept.write(identity);
  return { identity, stop: () => running.stop() };
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
