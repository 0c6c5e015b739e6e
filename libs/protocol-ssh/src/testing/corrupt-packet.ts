import { internalsOf, sendPayload } from '../ssh2-internals.js';
import { ignorePayload } from './plain-packet.js';

/** What follows a spoilt packet, so that a length that was spoilt upwards is not waited for. */
const filler = Buffer.alloc(40_000, 0x5a);

/** The bytes `act` writes to a connection of ours, held back. */
export function bytesWrittenBy(connection: object, act: () => void): Buffer {
  const { socket } = internalsOf(connection);
  const held: Buffer[] = [];
  const write = socket.write;
  socket.write = (bytes: Buffer) => held.push(Buffer.from(bytes)) > 0;
  try {
    act();
  } finally {
    socket.write = write;
  }
  return Buffer.concat(held);
}

/** How long an encrypted SSH_MSG_IGNORE is on this connection now; uses up its number. */
export function lengthOfIgnore(connection: object): number {
  return bytesWrittenBy(connection, () => sendPayload(internalsOf(connection).protocol, ignorePayload))
    .length;
}

/** Sends an encrypted SSH_MSG_IGNORE with one bit turned in the byte at `offset`. */
export function sendSpoilt(connection: object, offset: number): void {
  const { socket, protocol } = internalsOf(connection);
  const packet = bytesWrittenBy(connection, () => sendPayload(protocol, ignorePayload));
  packet[offset] = (packet[offset] ?? 0) ^ 0x01;
  socket.write(Buffer.concat([packet, filler]));
}
