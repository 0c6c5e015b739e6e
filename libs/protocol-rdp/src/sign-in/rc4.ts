/** The stream cipher of NTLM (MS-NLMP section 3.4.4); OpenSSL 3 has it no more. All that it carries here is within TLS. */
export class Rc4 {
  private readonly state = new Uint8Array(256);
  private i = 0;
  private j = 0;

  /** @param key 1 to 256 octets. */
  constructor(key: Uint8Array) {
    const { state } = this;
    for (let index = 0; index < 256; index += 1) state[index] = index;
    for (let index = 0, other = 0; index < 256; index += 1) {
      other = (other + state[index]! + key[index % key.length]!) & 255;
      this.swap(index, other);
    }
  }

  /** Encrypts or decrypts what follows in the stream. */
  process(bytes: Uint8Array): Buffer {
    const { state } = this;
    const result = Buffer.alloc(bytes.length);
    for (let index = 0; index < bytes.length; index += 1) {
      this.i = (this.i + 1) & 255;
      this.j = (this.j + state[this.i]!) & 255;
      this.swap(this.i, this.j);
      result[index] = bytes[index]! ^ state[(state[this.i]! + state[this.j]!) & 255]!;
    }
    return result;
  }

  wipe(): void {
    this.state.fill(0);
    this.i = this.j = 0;
  }

  private swap(a: number, b: number): void {
    const { state } = this;
    const kept = state[a]!;
    state[a] = state[b]!;
    state[b] = kept;
  }
}
