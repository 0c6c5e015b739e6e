import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { shareTurns } from './share-turns.js';
import type { Ssh2Protocol } from './ssh2-internals.js';

describe('shareTurns', () => {
  it('lets a small message through between two shares of a full connection', async () => {
    const order: string[] = [];
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const accept = (): Promise<Socket> => new Promise((resolve) => server.once('connection', resolve));
    const [bulkEnd, bulk] = await Promise.all([accept(), connected(port)]);
    const [keyEnd, key] = await Promise.all([accept(), connected(port)]);
    for (const end of [bulkEnd, keyEnd]) end.pause();
    let taken = 0;
    listen(bulkEnd, (length) => {
      taken += length;
      order.push('bulk');
      // Work that takes longer than the reading of it, as decrypting and recording does.
      const until = performance.now() + 1;
      while (performance.now() < until);
    });
    listen(keyEnd, () => order.push('key'));
    const total = 1 << 20;
    bulk.write(Buffer.alloc(total));
    await until(() => bulkEnd.bytesRead > 0 || bulk.writableLength === 0);
    key.write('k');
    bulkEnd.resume();
    keyEnd.resume();
    await until(() => taken === total && order.includes('key'));
    expect(order.indexOf('key')).toBeLessThan(order.length - 1);
    for (const socket of [bulk, key, bulkEnd, keyEnd]) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });

  it('gives every byte, in order, however often it pauses', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const accepted = new Promise<Socket>((resolve) => server.once('connection', resolve));
    const [end, sender] = await Promise.all([accepted, connected(port)]);
    const received: Buffer[] = [];
    listen(end, (_length, data) => received.push(Buffer.from(data)));
    const sent = Buffer.alloc(3 << 20, 'abcdefghijk');
    sender.end(sent);
    await new Promise((resolve) => end.once('end', resolve));
    expect(Buffer.concat(received).equals(sent)).toBe(true);
    end.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
});

function listen(socket: Socket, parse: (length: number, data: Buffer) => void): void {
  const protocol = {
    parse: (data: Buffer, _from: number, length: number) => parse(length, data),
  } as unknown as Ssh2Protocol;
  shareTurns({ protocol, socket });
  socket.on('data', (data: Buffer) => protocol.parse(data, 0, data.length));
}

function connected(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  return new Promise((resolve) => socket.once('connect', () => resolve(socket)));
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 2));
}
