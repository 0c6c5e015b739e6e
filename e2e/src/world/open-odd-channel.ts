import type { Client } from 'ssh2';

/** What lies under a client of the ssh2 library, as far as a channel open needs it. */
interface Underneath {
  readonly _chanMgr: { add(opened: unknown): number };
  readonly _protocol: {
    readonly _packetRW: {
      readonly write: {
        readonly allocStart: number;
        alloc(size: number): Buffer;
        finalize(packet: Buffer): Buffer;
      };
    };
    readonly _cipher: { encrypt(packet: Buffer): void };
  };
}

/**
 * Asks for a channel of a type the library has no call for, with nothing specific to the type behind it (RFC 4254
 * section 5.1). `done` gets the refusal, or null when it was let in.
 */
export function openOddChannel(client: Client, type: string, done: (error: Error | null) => void): void {
  const { _chanMgr: channels, _protocol: protocol } = client as unknown as Underneath;
  const id = channels.add(Object.assign((error?: Error) => done(error ?? null), { type }));
  const { write } = protocol._packetRW;
  const packet = write.alloc(1 + 4 + type.length + 12);
  let at = write.allocStart;
  at = packet.writeUInt8(90, at);
  at = packet.writeUInt32BE(type.length, at);
  at += packet.write(type, at, 'latin1');
  for (const value of [id, 2 ** 21, 32_768]) at = packet.writeUInt32BE(value, at);
  protocol._cipher.encrypt(write.finalize(packet));
}
