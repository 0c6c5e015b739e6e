import { BrokenViewer } from './broken-viewer.js';
import { ByteQueue } from './byte-queue.js';
import { word } from './server-messages.js';

const versionBytes = 12;
const none = 1;
const ok = word(0);

type Step = 'version' | 'security' | 'client-init' | 'done';

/**
 * What a viewer and the gateway say before the first picture, RFC 6143 section 7.1: security type None, as the person was
 * signed in at the door. Older viewers are served as their version has it.
 */
export class ServerHandshake {
  private readonly queue = new ByteQueue();
  private minor = 8;

  constructor(
    private step: Step,
    private readonly send: (bytes: Buffer) => void,
  ) {
    if (step === 'version') send(Buffer.from('RFB 003.008\n'));
  }

  /** Null until the viewer has asked for the screen; then what it sent beyond. Throws `BrokenViewer`. */
  push(bytes: Uint8Array): Buffer | null {
    this.queue.push(bytes);
    while (this.step !== 'done') {
      const next = this.queue.take(this.step === 'version' ? versionBytes : 1);
      if (!next) return null;
      this.step = this.take(next);
    }
    return this.queue.take(this.queue.length);
  }

  private take(bytes: Buffer): Step {
    switch (this.step) {
      case 'version':
        return this.version(bytes.toString('latin1'));
      case 'security':
        if (bytes[0] !== none) throw new BrokenViewer('it chose a security type that was not offered');
        if (this.minor >= 8) this.send(ok);
        return 'client-init';
      default:
        // Whether it wants to share the desktop does not matter: it has one of its own.
        return 'done';
    }
  }

  /** Versions that are none are taken for the one before, as section 7.1.1 has it; later ones for 3.8. */
  private version(text: string): Step {
    const match = /^RFB (\d{3})\.(\d{3})\n$/.exec(text);
    if (!match) throw new BrokenViewer('it does not speak RFB');
    const [major, minor] = [Number(match[1]), Number(match[2])];
    if (major < 3 || (major === 3 && minor < 3))
      throw new BrokenViewer('it speaks a version of RFB before 3.3');
    this.minor = major > 3 || minor >= 8 ? 8 : minor === 7 ? 7 : 3;
    if (this.minor === 3) {
      this.send(word(none));
      return 'client-init';
    }
    this.send(Buffer.of(1, none));
    return 'security';
  }
}
