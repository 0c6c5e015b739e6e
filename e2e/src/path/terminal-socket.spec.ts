import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { terminalSubprotocol } from '@gatehouse/contracts';
import type { Grant } from '@gatehouse/contracts';
import type { PersonAtWork } from '../world/person-at-work.js';
import { clientFrame, rawUpgrade, untilCloseFrame } from '../world/raw-upgrade.js';
import { connectTicket, openAccess } from '../world/request-and-approve.js';
import { growthDuring } from '../world/resident-memory.js';
import { sessionHostsOf } from '../world/session-hosts-of.js';
import { startWorld } from '../world/start-world.js';
import type { World } from '../world/start-world.js';
import { TerminalClient } from '../world/terminal-client.js';
import { pause, waitUntil } from '../world/wait-until.js';

const mostGrowth = 64 << 20;

describe('the terminal socket', () => {
  let world: World;
  let stranger: PersonAtWork;
  /** Made first and used last, so that its minute passes while the rest runs. */
  let aged: { grant: Grant; ticket: string; madeAt: number };
  let hosts: number[];

  beforeAll(async () => {
    world = await startWorld({ environment: { LOG_LEVEL: 'trace' } });
    stranger = await world.plant.anotherVendor();
    const grant = await newAccess();
    aged = { grant, ticket: await connectTicket(world.plant.vendor, grant), madeAt: Date.now() };
    // What a first session loads into memory is nobody's attack.
    const first = await newTerminal();
    first.type('exit\r');
    await first.closed;
    hosts = sessionHostsOf(world.gateway);
  });
  afterAll(() => world?.stop());
  afterEach(() => {
    expect(world.gateway.process.running).toBe(true);
    expect(sessionHostsOf(world.gateway)).toEqual(hosts);
  });

  const newAccess = async (): Promise<Grant> =>
    openAccess(world.plant, { targetId: (await world.plant.anotherTarget()).id });
  const newTerminal = async (): Promise<TerminalClient> =>
    TerminalClient.connect(world.plant.vendor, await newAccess());
  const upgrade = (headers: Record<string, string>, path = '/api/terminal') =>
    rawUpgrade(`${world.gateway.origin}${path}`, { cookie: world.plant.vendor.api.cookies(), ...headers });
  const subprotocol = { 'sec-websocket-protocol': terminalSubprotocol };
  const rawSocket = async (): Promise<Socket> => {
    const { status, socket } = await upgrade({ ...subprotocol, origin: world.gateway.origin });
    if (!socket) throw new Error(`the socket was refused with ${status}`);
    return socket;
  };

  it('WS-01 refuses pages of others before the upgrade, with a valid cookie or not', async () => {
    const { origin, httpPort } = world.gateway;
    const strange: Record<string, Record<string, string>> = {
      evil: { origin: 'https://evil.example' },
      null: { origin: 'null' },
      absent: {},
      'sub-domain': { origin: `http://gw.localhost:${httpPort}` },
      'look-alike': { origin: 'https://gw.example.evil.com' },
    };
    for (const [name, headers] of Object.entries(strange))
      expect({ name, ...(await upgrade({ ...subprotocol, ...headers })) }).toEqual({
        name,
        status: 403,
        socket: null,
      });
    expect((await upgrade({ ...subprotocol, origin, cookie: '' })).status).toBe(401);
    const own = await upgrade({ ...subprotocol, origin });
    expect(own.status).toBe(101);
    own.socket?.destroy();
  });

  it('WS-01 speaks no protocol but its own', async () => {
    const { origin } = world.gateway;
    expect((await upgrade({ origin })).status).toBe(400);
    expect((await upgrade({ origin, 'sec-websocket-protocol': 'chat, gatehouse.terminal.v2' })).status).toBe(
      400,
    );
  });

  it('WS-04 closes on a message of 200 MiB with 1009, and holds none of it', async () => {
    const client = await newTerminal();
    const growth = await growthDuring(world.gateway, async () => {
      // Three times what may be held, so that keeping it would show.
      client.socket.send(Buffer.alloc(200 << 20));
      expect((await client.closed).code).toBe(1009);
    });
    expect(growth).toBeLessThan(mostGrowth);
  });

  it('WS-04 closes on a message that never ends, in large fragments with 1009 and in small or empty ones with 1008', async () => {
    const growth = await growthDuring(world.gateway, async () => {
      for (const [size, code] of [
        [64 << 10, 1009],
        [1, 1008],
        [0, 1008],
      ] as const) {
        const client = await newTerminal();
        while (client.isOpen) {
          for (let fragment = 0; fragment < 200; fragment += 1)
            client.socket.send(Buffer.alloc(size), { binary: true, fin: false });
          await pause(5);
        }
        expect({ size, code: (await client.closed).code }).toEqual({ size, code });
      }
    });
    expect(growth).toBeLessThan(mostGrowth);
  });

  it('WS-04 closes on a flood of tiny messages or pongs with 1008, and on one of pings', async () => {
    const growth = await growthDuring(world.gateway, async () => {
      for (const [opcode, ...codes] of [
        [0x2, 1008],
        [0xa, 1008],
        // Cut off without a word once too many answers wait to be sent.
        [0x9, 1008, null],
      ] as const) {
        const flood = clientFrame(0x80 | opcode, Buffer.from('x'));
        const socket = await rawSocket();
        const closed = untilCloseFrame(socket);
        const ticket = await connectTicket(world.plant.vendor, await newAccess());
        socket.write(
          clientFrame(0x81, Buffer.from(JSON.stringify({ type: 'open', ticket, columns: 80, rows: 24 }))),
        );
        await pause(500);
        const many = Buffer.concat(Array.from({ length: 10_000 }, () => flood));
        for (let burst = 0; burst < 30 && socket.writable; burst += 1)
          if (!socket.write(many)) await Promise.race([untilWritable(socket), pause(2_000)]);
        expect(codes).toContain(await closed);
        socket.destroy();
      }
    });
    expect(growth).toBeLessThan(mostGrowth);
  });

  it('WS-04 takes nothing compressed, and no pile of headers', async () => {
    const { origin } = world.gateway;
    const offered = await upgrade({
      ...subprotocol,
      origin,
      'sec-websocket-extensions': 'permessage-deflate; client_max_window_bits',
    });
    if (!offered.socket) throw new Error('the socket was refused');
    const closed = untilCloseFrame(offered.socket);
    // FIN and RSV1: a compressed message, though none was agreed.
    offered.socket.write(clientFrame(0xc2, Buffer.alloc(1_000)));
    expect(await closed).toBe(1002);
    offered.socket.destroy();
    const pile = Object.fromEntries(
      Array.from({ length: 2_000 }, (_, index) => [`x-${index}`, 'y'.repeat(20)]),
    );
    expect((await upgrade({ ...subprotocol, origin, ...pile })).status).toBe(431);
  });

  it('WS-05 holds the machine back when the browser stops reading, and still ends it at once', async () => {
    const { plant, sshd } = world;
    const grant = await newAccess();
    const client = await TerminalClient.connect(plant.vendor, grant);
    const growth = await growthDuring(world.gateway, async () => {
      client.type('exec yes "and on and on and on and on and on"\r');
      await client.untilOutput(/and on\r\n/);
      client.socket.pause();
      const stalled = await waitUntil('the machine stops writing', async () => {
        const before = writtenBy(sshd.accountProcesses());
        await pause(1_000);
        const after = writtenBy(sshd.accountProcesses());
        return after === before ? after : null;
      });
      await pause(3_000);
      // Less when a process of the login has ended meanwhile, never more.
      expect(writtenBy(sshd.accountProcesses())).toBeLessThanOrEqual(stalled);
      client.socket.resume();
      await waitUntil('it goes on', () => writtenBy(sshd.accountProcesses()) > stalled);
      client.socket.pause();
      await pause(2_000);
    });
    expect(growth).toBeLessThan(mostGrowth);
    await plant.approver.api.mustSend('POST', `/api/grants/${grant.id}/revoke`, {});
    const revokedAt = Date.now();
    await waitUntil('the machine has let go', () => sshd.accountProcesses().length === 0, 5_000, 20);
    expect(Date.now() - revokedAt).toBeLessThanOrEqual(2_000);
    client.socket.resume();
    await client.closed;
  });

  it('WS-06 takes a ticket once, from the person it was made for, and never from the address', async () => {
    const { plant, gateway } = world;
    const grant = await newAccess();
    const ticket = await connectTicket(plant.vendor, grant);
    for (const path of [`/api/terminal?ticket=${ticket}`, `/api/terminal/${ticket}`]) {
      const { status } = await upgrade({ ...subprotocol, origin: gateway.origin }, path);
      expect({ path, status }).toEqual({ path, status: 404 });
    }
    const first = TerminalClient.open(plant.vendor, ticket);
    await first.ready();
    await expect(TerminalClient.open(plant.vendor, ticket).ready()).rejects.toThrow(/^GH-TICKET/);
    first.type('exit\r');
    await first.closed;
    await expect(TerminalClient.open(plant.vendor, ticket).ready()).rejects.toThrow(/^GH-TICKET/);

    const another = await newAccess();
    const taken = await connectTicket(plant.vendor, another);
    await expect(TerminalClient.open(stranger, taken).ready()).rejects.toThrow(/^GH-TICKET/);
    // What came from elsewhere is burnt: the owner takes a new one.
    await expect(TerminalClient.open(plant.vendor, taken).ready()).rejects.toThrow(/^GH-TICKET/);
    const again = await TerminalClient.connect(plant.vendor, another);
    again.close();
    for (const secret of [ticket, taken, aged.ticket]) expect(gateway.process.output).not.toContain(secret);
  });

  it('WS-06 takes no ticket older than a minute', async () => {
    const { plant } = world;
    await pause(aged.madeAt + 60_500 - Date.now());
    await expect(TerminalClient.open(plant.vendor, aged.ticket).ready()).rejects.toThrow(/^GH-TICKET/);
    const client = await TerminalClient.connect(plant.vendor, aged.grant);
    client.close();
  });
});

/** Resolves when there is room again, or never will be: a gateway that has had enough may reset the connection. */
function untilWritable(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    for (const event of ['drain', 'close', 'error']) socket.once(event, () => resolve());
  });
}

/** Bytes these processes have written so far, to whatever (proc(5), `wchar`). */
function writtenBy(pids: readonly number[]): number {
  const written = (pid: number): number => {
    try {
      return Number(/wchar: (\d+)/.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1] ?? 0);
    } catch {
      return 0;
    }
  };
  return pids.map(written).reduce((sum, each) => sum + each, 0);
}
