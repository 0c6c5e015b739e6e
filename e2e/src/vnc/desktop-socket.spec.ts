import { WebSocket } from 'ws';
import { DesktopClient } from '../world/desktop-client.js';
import { connectTicket, openAccess } from '../world/request-and-approve.js';
import { startWorld } from '../world/start-world.js';
import type { World } from '../world/start-world.js';
import { TerminalClient } from '../world/terminal-client.js';

let world: World;
beforeAll(async () => {
  world = await startWorld();
}, 180_000);
afterAll(() => world.stop(), 60_000);

describe('the desktop socket', () => {
  it('is answered for its own subprotocol only', async () => {
    const { api } = world.plant.vendor;
    const socket = new WebSocket(
      `${api.origin.replace('http', 'ws')}/api/desktop`,
      ['gatehouse.terminal.v1'],
      { headers: { cookie: api.cookies(), origin: api.origin } },
    );
    await expect(
      new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject)),
    ).rejects.toThrow('400');
  });

  it.each([
    ['an image', Buffer.from('RFB 003.008\n')],
    ['no JSON', 'hello'],
    ['more than a ticket', JSON.stringify({ type: 'open', ticket: 'x'.repeat(43), rights: ['control'] })],
    [
      'a wish for a screen as large as a wall',
      JSON.stringify({ type: 'open', ticket: 'x'.repeat(43), screen: { width: 4097, height: 2304 } }),
    ],
    ['what a terminal says', JSON.stringify({ type: 'open', ticket: 'x'.repeat(43), columns: 80, rows: 24 })],
  ])('is closed on %s as the first message', async (_what, first) => {
    const client = DesktopClient.open(world.plant.vendor, first);
    expect((await client.closed).code).toBe(1008);
    expect(client.messages).toEqual([]);
  });

  it('takes no ticket for a terminal, which is spent by it', async () => {
    const { plant } = world;
    const grant = await openAccess(plant);
    const ticket = await connectTicket(plant.vendor, grant);
    const client = DesktopClient.withTicket(plant.vendor, ticket);
    await client.closed;
    expect(client.said('ended')).toMatchObject({ code: 'GH-TICKET' });
    await expect(TerminalClient.open(plant.vendor, ticket).ready()).rejects.toThrow(/^GH-TICKET/);
  });
});
