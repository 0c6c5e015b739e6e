import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { PanelCanvas } from './panel-canvas.js';
import { PanelClient } from './panel-client.js';
import { drawPanel, panelSize } from './panel-picture.js';
import { PanelState } from './panel-state.js';

export interface FillerPanel {
  readonly port: number;
  stop(): Promise<void>;
}

/** A person at a panel, the gateway, and one that is on its way out. */
const mostClients = 8;

/**
 * The demo plant's panel: a screen of a filler, served over plain VNC on 127.0.0.1 with a password, as many panels in the field are. It
 * is a target like any other; nothing in the gateway knows that it is make-believe.
 * @param password of which VncAuth takes eight characters.
 */
export async function startFillerPanel(options: { password: string; port: number }): Promise<FillerPanel> {
  const state = new PanelState(() => new Date());
  const canvas = new PanelCanvas(panelSize.width, panelSize.height);
  const clients = new Map<Socket, PanelClient>();
  const changed = (): void => {
    drawPanel(canvas, state);
    for (const client of clients.values()) client.flush();
  };
  drawPanel(canvas, state);
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => socket.destroy());
    if (clients.size >= mostClients) return void socket.destroy();
    const client = new PanelClient(socket, { canvas, state, changed, password: options.password });
    clients.set(socket, client);
    socket.once('close', () => clients.delete(socket));
    client.serve().catch(() => socket.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  // Nobody looks: time goes by, and nothing is drawn.
  const seconds = setInterval(() => {
    state.tick();
    if (clients.size > 0) changed();
  }, 1_000);
  return {
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      clearInterval(seconds);
      for (const socket of clients.keys()) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
