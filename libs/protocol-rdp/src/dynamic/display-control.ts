import type { DesktopSize } from '@gatehouse/desktop';
import { readDisplayCapabilities, writeMonitorLayout } from '../wire/dynamic/display-control-pdu.js';
import type { DisplayCapabilities } from '../wire/dynamic/display-control-pdu.js';

/** What a monitor may measure (MS-RDPEDISP section 2.2.2.2.1). */
const [shortest, longest] = [200, 8192];

/** The client's end of the channel by which a desktop is given another size (MS-RDPEDISP). */
export class DisplayControl {
  static readonly channelName = 'Microsoft::Windows::RDS::DisplayControl';
  private takes: DisplayCapabilities | null = null;

  /** @param send one message, on the channel. */
  constructor(private readonly send: (message: Buffer) => void) {}

  /** The server has said what it takes; before that nothing is asked of it (section 3.2.5.1). */
  get isReady(): boolean {
    return this.takes !== null && this.takes.mostMonitors >= 1;
  }

  /** @throws MalformedPdu. */
  take(message: Buffer): void {
    this.takes = readDisplayCapabilities(message) ?? this.takes;
  }

  /** Asks for this size, widened or cut to what the server takes. False where it cannot be asked. */
  ask({ width, height }: DesktopSize): boolean {
    if (!this.takes || !this.isReady) return false;
    const size = { width: within(width) & ~1, height: within(height) };
    if (size.width * size.height > this.takes.largestArea) return false;
    this.send(writeMonitorLayout(size));
    return true;
  }
}

function within(pixels: number): number {
  return Math.max(shortest, Math.min(pixels, longest));
}
