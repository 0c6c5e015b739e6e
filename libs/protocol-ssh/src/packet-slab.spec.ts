import { PacketSlab } from './packet-slab.js';

/** Named as the one cipher that encrypts in place: the slab knows it by its name. */
class AESGCMCipherBinding {}

/** What the slab sees of a connection, with a socket whose progress the test decides. */
function connection() {
  const socket = { bytesWritten: 0, writableLength: 0 };
  const write = { alloc: (bytes: number) => Buffer.alloc(bytes) };
  const protocol = { _packetRW: { write }, _cipher: new AESGCMCipherBinding() };
  const slab = PacketSlab.of({ protocol, socket });
  /** One packet in a write of its own, of which `left` bytes wait in the socket. */
  const send = (left: number): ArrayBufferLike => {
    slab.begin();
    const { buffer, length } = write.alloc(1000);
    socket.bytesWritten += length;
    socket.writableLength = left;
    slab.end();
    return buffer;
  };
  return { socket, send };
}

describe('PacketSlab', () => {
  it('builds the next packets in the same memory when the system took the last ones', () => {
    const { send } = connection();
    expect(send(0) === send(0)).toBe(true);
  });

  it('never builds in memory that still waits in the socket, and uses it again afterwards', () => {
    const { socket, send } = connection();
    const first = send(10);
    const second = send(20);
    expect(second === first).toBe(false);
    // The first has gone out whole, the second all but its last bytes.
    socket.writableLength = 20;
    const third = send(1500);
    expect(third === first).toBe(true);
    const fourth = send(40);
    expect(fourth === second || fourth === third).toBe(false);
  });
});
