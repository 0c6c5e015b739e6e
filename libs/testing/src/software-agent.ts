import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { wireString } from './wire-bytes.js';

export interface AgentKey {
  readonly blob: Buffer;
  sign(message: Buffer): Buffer;
}

/** An ssh-agent (draft-ietf-sshm-ssh-agent) that holds the given keys, for the real `ssh` to use. */
export class SoftwareAgent {
  readonly socketPath: string;
  private readonly folder = mkdtempSync(join(tmpdir(), 'gatehouse-agent-'));
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;

  constructor(private readonly keys: readonly AgentKey[]) {
    this.socketPath = join(this.folder, 'agent');
    this.server = createServer((socket) => this.serve(socket));
  }

  async open(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(this.socketPath, resolve));
    return this;
  }

  close(): void {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private serve(socket: Socket): void {
    this.sockets.add(socket);
    socket.once('close', () => this.sockets.delete(socket));
    socket.on('error', () => undefined);
    let waiting = Buffer.alloc(0);
    socket.on('data', (bytes: Buffer) => {
      waiting = Buffer.concat([waiting, bytes]);
      while (waiting.length >= 4 && waiting.length >= 4 + waiting.readUInt32BE(0)) {
        const end = 4 + waiting.readUInt32BE(0);
        socket.write(wireString(this.answer(waiting.subarray(4, end))));
        waiting = waiting.subarray(end);
      }
    });
  }

  private answer(message: Buffer): Buffer {
    const failure = Buffer.of(5);
    const kind = message[0];
    if (kind === 11) {
      const count = Buffer.alloc(4);
      count.writeUInt32BE(this.keys.length);
      const entries = this.keys.map(({ blob }) => Buffer.concat([wireString(blob), wireString('test key')]));
      return Buffer.concat([Buffer.of(12), count, ...entries]);
    }
    if (kind !== 13) return failure;
    const blob = message.subarray(5, 5 + message.readUInt32BE(1));
    const rest = message.subarray(5 + blob.length);
    const data = rest.subarray(4, 4 + rest.readUInt32BE(0));
    const key = this.keys.find((own) => own.blob.equals(blob));
    return key ? Buffer.concat([Buffer.of(14), wireString(key.sign(data))]) : failure;
  }
}
