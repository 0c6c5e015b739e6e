import { randomBytes } from 'node:crypto';
import type { GatewayContext } from '../wiring/context.module.js';
import { startFillerPanel } from './filler-panel/panel-server.js';
import { keptIdentity, startOnKeptPort } from './kept-identity.js';

const preferredPort = 5922;

/** Password and port of the built-in panel. It proves nothing of itself, as most panels with VNC do. */
export interface DemoPanelIdentity {
  /** Eight characters, of which VncAuth takes no more. */
  readonly password: string;
  readonly port: number;
}

export interface DemoPanel {
  readonly identity: DemoPanelIdentity;
  stop(): Promise<void>;
}

/** Starts the panel where it was before; when that port is taken, on a free one, which it then keeps. */
export async function startDemoPanel(context: GatewayContext): Promise<DemoPanel> {
  const kept = keptIdentity<DemoPanelIdentity>(context, 'demo-panel');
  const stored = (await kept.read()) ?? {
    password: randomBytes(6).toString('base64url'),
    port: preferredPort,
  };
  const running = await startOnKeptPort(stored.port, (port) => startFillerPanel({ ...stored, port }));
  const identity = { ...stored, port: running.port };
  await kept.write(identity);
  return { identity, stop: () => running.stop() };
}
