import { randomFillSync } from 'node:crypto';
import type { Ssh2Internals } from './ssh2-internals.js';

/** Room for what one write to the socket carries: `batchBytes` of data in packets. */
const slabBytes = 272 * 1024;
const tagBytes = 16;
const paddingPoolBytes = 16 * 1024;

/** What a socket says of the bytes that were written to it: how many, and how many of them wait. */
type SlabSocket = Pick<Ssh2Internals['socket'], 'bytesWritten' | 'writableLength'>;

/** How ssh2 1.17 makes a packet; the members that this file takes the place of. */
interface PacketMaker {
  readonly _packetRW?: { write?: { alloc?: (payloadBytes: number, force?: boolean) => Buffer } };
  readonly _cipher?: object;
  /** Set while keys are exchanged: packets are then kept back as plain text, to be sent later. */
  readonly _kexinit?: unknown;
}

/**
 * Bulk packets of one connection, built one behind the other in a buffer that is used again. ssh2 asks the system for
 * a new buffer and for new random padding for every packet of 32 KiB; at line rate that is a gigabyte of garbage for a
 * gigabyte of data. Only AES-GCM through the native binding encrypts in place, so only that is served; everything else
 * goes ssh2's own way.
 */
export class PacketSlab {
  private slab: Buffer | null = null;
  private used = 0;
  private isActive = false;
  /** Handed to the socket and not taken by the system yet, the oldest first. */
  private readonly inFlight: { slab: Buffer; writtenAtEnd: number }[] = [];

  private constructor(
    private readonly maker: PacketMaker,
    private readonly socket: SlabSocket,
  ) {
    const writer = maker._packetRW?.write;
    const alloc = writer?.alloc;
    if (!writer || !alloc) return;
    writer.alloc = (payloadBytes, force) =>
      (this.isActive && force !== true && this.packet(payloadBytes)) ||
      alloc.call(writer, payloadBytes, force);
  }

  static of(wire: { readonly protocol: object; readonly socket: SlabSocket }): PacketSlab {
    const maker = wire.protocol as PacketMaker;
    const slab = known.get(maker) ?? new PacketSlab(maker, wire.socket);
    known.set(maker, slab);
    return slab;
  }

  /** Packets that are made from here to `end` may lie in the slab. */
  begin(): void {
    this.isActive = true;
    this.used = 0;
    this.takeBack();
  }

  /** What the system has not taken at once stays with the socket, and its slab is used again when it has. */
  end(): void {
    this.isActive = false;
    if (this.slab === null || this.used === 0 || this.socket.writableLength === 0) return;
    this.inFlight.push({ slab: this.slab, writtenAtEnd: this.socket.bytesWritten });
    this.slab = null;
  }

  private takeBack(): void {
    const takenBySystem = this.socket.bytesWritten - this.socket.writableLength;
    for (let oldest = this.inFlight[0]; oldest; oldest = this.inFlight[0]) {
      if (!(takenBySystem >= oldest.writtenAtEnd)) return;
      this.inFlight.shift();
      this.slab ??= oldest.slab;
    }
  }

  /** Null when it is not ours to make. RFC 4253 section 6, RFC 5647 section 7.2: the length is not encrypted. */
  private packet(payloadBytes: number): Buffer | null {
    const { _cipher: cipher, _kexinit: kexinit } = this.maker;
    if (kexinit !== undefined || cipher?.constructor.name !== 'AESGCMCipherBinding') return null;
    const shortest = 16 - ((1 + payloadBytes) & 15);
    const paddingBytes = shortest < 4 ? shortest + 16 : shortest;
    const length = 1 + payloadBytes + paddingBytes;
    const end = this.used + 4 + length + tagBytes;
    if (end > slabBytes) return null;
    this.slab ??= Buffer.allocUnsafeSlow(slabBytes);
    const packet = this.slab.subarray(this.used, end);
    this.used = end;
    packet.writeUInt32BE(length, 0);
    packet[4] = paddingBytes;
    freshPadding(paddingBytes).copy(packet, 5 + payloadBytes);
    return packet;
  }
}

const known = new WeakMap<PacketMaker, PacketSlab>();

const paddingPool = Buffer.allocUnsafeSlow(paddingPoolBytes);
let paddingUsed = paddingPoolBytes;

function freshPadding(bytes: number): Buffer {
  if (paddingUsed + bytes > paddingPoolBytes) {
    randomFillSync(paddingPool);
    paddingUsed = 0;
  }
  paddingUsed += bytes;
  return paddingPool.subarray(paddingUsed - bytes, paddingUsed);
}
