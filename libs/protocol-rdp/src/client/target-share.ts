import { inputFlags, readInputCapability } from '../wire/capabilities/input-capability.js';
import { readBitmapCapability } from '../wire/capabilities/bitmap-capability.js';
import { capabilityTypes } from '../wire/capabilities/capability-set.js';
import { writeConfirmActive } from '../wire/capabilities/confirm-active.js';
import { confirmedCapabilities } from '../wire/capabilities/confirmed-capabilities.js';
import { readDemandActive } from '../wire/capabilities/demand-active.js';
import { readGeneralCapability } from '../wire/capabilities/general-capability.js';
import { writeFastPathInput } from '../wire/input/fast-path-input.js';
import type { InputEvent } from '../wire/input/input-event.js';
import { lockFlags } from '../wire/input/input-event.js';
import { writeSlowPathInput } from '../wire/input/slow-path-input.js';
import { MalformedPdu } from '../wire/malformed-pdu.js';
import { controlActions, writeControl } from '../wire/share/control.js';
import { writeFontList } from '../wire/share/font-list.js';
import type { PixelRect } from '../wire/share/inclusive-rect.js';
import { writeRefreshRect } from '../wire/share/refresh-rect.js';
import { shareDataTypes, writeShareData } from '../wire/share/share-data.js';
import { writeSynchronize } from '../wire/share/synchronize.js';
import type { SessionChannels } from './session-channels.js';

/** The server's user, which has this id always. */
const serverUser = 0x03ea;
/** Events that one slow-path PDU is given. */
const mostSlowEvents = 100;

export interface ShareSettings {
  readonly colourDepth: 16 | 24 | 32;
  readonly keyboardLayout: number;
}

/** What a target demanded, and what was agreed with it, at one size of its desktop (MS-RDPBCGR section 1.3.1.3). */
export class TargetShare {
  readonly width: number;
  readonly height: number;
  /** Characters that are on no key may be said by themselves. */
  readonly takesUnicode: boolean;
  private readonly shareId: number;
  private readonly takesRefresh: boolean;
  private readonly takesFastPath: boolean;
  /** The target has said that its side is ready. */
  isActive = false;

  /** Answers a demand active PDU: capabilities, then everything up to the font list. @throws MalformedPdu. */
  constructor(
    private readonly channels: SessionChannels,
    settings: ShareSettings,
    demand: Buffer,
  ) {
    const { shareId, capabilities } = readDemandActive(demand);
    const bodyOf = (type: number): Buffer | undefined =>
      capabilities.find((each) => each.type === type)?.body;
    const [general, bitmap, input] = [
      bodyOf(capabilityTypes.general),
      bodyOf(capabilityTypes.bitmap),
      bodyOf(capabilityTypes.input),
    ];
    if (!bitmap) throw new MalformedPdu('the target does not say how large its desktop is');
    const { width, height } = readBitmapCapability(bitmap);
    const flags = input ? readInputCapability(input).flags : 0;
    this.shareId = shareId;
    this.width = width;
    this.height = height;
    this.takesUnicode = (flags & inputFlags.unicode) !== 0;
    this.takesFastPath = (flags & (inputFlags.fastPath | inputFlags.fastPath2)) !== 0;
    this.takesRefresh = general !== undefined && readGeneralCapability(general).takesRefreshRect;
    const { colourDepth: bitsPerPixel, keyboardLayout } = settings;
    channels.onIo(
      writeConfirmActive(channels.userId, {
        shareId,
        capabilities: confirmedCapabilities({ width, height, bitsPerPixel, keyboardLayout }),
      }),
    );
    const { synchronize, control, fontList } = shareDataTypes;
    this.say(synchronize, writeSynchronize(serverUser));
    this.say(control, writeControl({ action: controlActions.cooperate, grantId: 0, controlId: 0 }));
    this.say(control, writeControl({ action: controlActions.request, grantId: 0, controlId: 0 }));
    this.say(fontList, writeFontList());
  }

  /** The target is ready: Num Lock on, Caps Lock off, all keys up, whatever was there before. */
  activate(): void {
    this.isActive = true;
    this.input([{ kind: 'synchronize', locks: lockFlags.num }]);
  }

  input(events: readonly InputEvent[]): void {
    if (!this.isActive || events.length === 0) return;
    if (this.takesFastPath) return this.channels.fastPath(writeFastPathInput(events));
    for (let at = 0; at < events.length; at += mostSlowEvents)
      this.say(shareDataTypes.input, writeSlowPathInput(events.slice(at, at + mostSlowEvents)));
  }

  /** Asks for the whole picture again, where the target knows how. */
  refresh(): void {
    const whole: PixelRect = { x: 0, y: 0, width: this.width, height: this.height };
    if (this.isActive && this.takesRefresh) this.say(shareDataTypes.refreshRect, writeRefreshRect([whole]));
  }

  /** The target may say that the account stays logged on, or hang up. */
  askToLeave(): void {
    if (this.isActive) this.say(shareDataTypes.shutdownRequest, Buffer.alloc(0));
  }

  private say(type: number, body: Buffer): void {
    this.channels.onIo(writeShareData(this.channels.userId, { shareId: this.shareId, type, body }));
  }
}
