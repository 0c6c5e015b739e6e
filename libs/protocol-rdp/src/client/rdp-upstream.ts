import type { Area, DesktopListener, DesktopSize, DesktopUpstream, Surface } from '@gatehouse/desktop';
import type { CursorShape, KeyEvent, PointerEvent } from '@gatehouse/screen';
import type { Departure, SessionOutcome } from '@gatehouse/session/plugin';
import { ClipboardEnd } from '../clipboard/clipboard-end.js';
import { DisplayControl } from '../dynamic/display-control.js';
import { DynamicChannels } from '../dynamic/dynamic-channels.js';
import { layoutFor } from '../keyboard/layout-for.js';
import { TargetKeyboard } from '../keyboard/target-keyboard.js';
import { TargetPointer } from '../keyboard/target-pointer.js';
import { readErrorInfo } from '../wire/share/error-info.js';
import { readSaveSessionInfo } from '../wire/share/save-session-info.js';
import { readShareControls, shareControlTypes } from '../wire/share/share-control.js';
import type { ShareControlPdu } from '../wire/share/share-control.js';
import { readShareData, shareDataTypes } from '../wire/share/share-data.js';
import { FastPathUpdates } from '../wire/updates/fast-path-updates.js';
import type { GraphicsUpdate } from '../wire/updates/graphics-update.js';
import { readSlowPathPointer, readSlowPathUpdate } from '../wire/updates/slow-path-updates.js';
import { departureWord } from './departure-word.js';
import { endedByTarget, reasonOfDisconnect } from './ended-by-target.js';
import type { NetworkAnswers } from './message-channel.js';
import type { FromTarget, SessionChannels } from './session-channels.js';
import { SizeTurn } from './size-turn.js';
import { TargetGone } from './target-gone.js';
import { TargetPicture } from './target-picture.js';
import { TargetShare } from './target-share.js';
import type { ShareSettings } from './target-share.js';
import type { TargetWire } from './target-wire.js';

export interface UpstreamParts {
  readonly wire: TargetWire;
  readonly channels: SessionChannels;
  readonly network: NetworkAnswers;
  readonly settings: ShareSettings;
  readonly dialledAddress: string;
  readonly identityFingerprint: string;
}

/** How the account came in, as far as the target says. */
export type LogonWord = 'logged-on' | { readonly failed: string };

/** How long a target may take to say how it takes the wish to leave. The vendor is cut off by then, and nothing of his goes in. */
const answerMs = 300;
/** How long a target may take to hang up in order. */
const farewellMs = 150;
/** How long its socket may take to close by force. */
const forcedMs = 1_000;

/** A session at an RDP target, from its first share on. Nothing of it is shown before `begin`. */
export class RdpUpstream implements DesktopUpstream {
  readonly name = '';
  readonly dialledAddress: string;
  readonly identityFingerprint: string;
  /**
   * Resolves with the first sign of the target about the logon; stays open where there is none. xrdp says nothing of it, but its
   * clipboard is served from within the session of the account, and from nowhere else.
   */
  readonly logon: Promise<LogonWord>;
  /** Resolves when the target is gone. */
  readonly gone: Promise<SessionOutcome>;
  private readonly picture = new TargetPicture();
  private readonly updates = new FastPathUpdates();
  private readonly clipboard: ClipboardEnd;
  private readonly dynamic: DynamicChannels;
  private display: DisplayControl | null = null;
  private readonly sizes = new SizeTurn(
    (size) => this.isLive && this.hasOtherSizeThan(size) && this.display !== null && this.display.ask(size),
  );
  private readonly pointerAtTarget: TargetPointer;
  private keyboard: TargetKeyboard | null = null;
  /** That of the share before, until the next one is active. */
  private heldBefore: TargetKeyboard | null = null;
  private share: TargetShare | null = null;
  private listener: DesktopListener | null = null;
  private cursor: CursorShape | null = null;
  private outcome: SessionOutcome | null = null;
  private errorInfo = 0;
  private isOpen = true;
  private left: Departure | null = null;
  private isGone = false;
  private asksToLeave = false;
  private sayAnswered: () => void = () => undefined;
  private closing: Promise<void> | null = null;
  private sayLogon: (word: LogonWord) => void = () => undefined;
  private sayGone: (outcome: SessionOutcome) => void = () => undefined;
  private readonly whenActive: (() => void)[] = [];

  constructor(private readonly parts: UpstreamParts) {
    this.dialledAddress = parts.dialledAddress;
    this.identityFingerprint = parts.identityFingerprint;
    this.logon = new Promise((resolve) => (this.sayLogon = resolve));
    this.gone = new Promise((resolve) => (this.sayGone = resolve));
    this.clipboard = new ClipboardEnd({
      ...{ role: 'client', mayGive: true, mayTake: true },
      send: (chunk) => this.isOpen && parts.channels.onClipboard(chunk),
      changed: (text) => text !== null && this.listener?.clipboard(text),
    });
    this.dynamic = new DynamicChannels({
      send: (chunk) => this.isOpen && parts.channels.onDynamic(chunk),
      opened: (name, say) =>
        name === DisplayControl.channelName ? (this.display = new DisplayControl(say)) : null,
      closed: () => (this.display = null),
    });
    this.pointerAtTarget = new TargetPointer((events) => this.share?.input(events));
    if (parts.channels.hasClipboard) this.clipboard.open();
    void this.read();
  }

  get surface(): Surface {
    return this.picture.surface;
  }

  /** Resolves when the first share is active. Never, when the target goes before. */
  get active(): Promise<void> {
    return new Promise((resolve) => {
      if (this.share?.isActive) resolve();
      else this.whenActive.push(resolve);
    });
  }

  /** The account is in: what the target drew before, such as a form to sign in at, is forgotten, and drawn anew. */
  begin(): void {
    this.picture.clear();
    this.share?.refresh();
  }

  listen(listener: DesktopListener): void {
    this.listener = listener;
    listener.damaged([this.whole]);
    if (this.cursor) listener.cursor(this.cursor);
    if (this.outcome) listener.ended(this.outcome);
  }

  get takesSize(): boolean {
    return this.isOpen && this.display !== null && this.display.isReady;
  }

  /** By display control; the target then ends its share and begins another, of the size that it chose. */
  askSize(size: DesktopSize): void {
    if (this.isOpen) this.sizes.put(size);
  }

  pointer(event: PointerEvent): void {
    if (this.isLive) this.pointerAtTarget.move(event, this.surface);
  }

  key(event: KeyEvent): void {
    if (this.isLive) this.keyboard?.key(event);
  }

  /** Between two shares nothing can be said: what is down then is lifted when the next one begins. */
  releaseAll(): void {
    if (!this.isLive) return;
    this.keyboard?.releaseAll();
    this.pointerAtTarget.releaseAll(this.surface);
  }

  putClipboard(text: string): void {
    if (this.isOpen) this.clipboard.put(text);
  }

  refresh(): void {
    if (this.isOpen) this.share?.refresh();
  }

  /** A target draws when it likes; what it drew is taken in at once. */
  ready(): void {}

  close(): Promise<void> {
    return (this.closing ??= this.leave());
  }

  get departure(): Departure {
    return this.left ?? 'not-known';
  }

  /** Input reaches the target: not before its first share is active, and not between two. */
  private get isLive(): boolean {
    return this.isOpen && this.share !== null && this.share.isActive;
  }

  private hasOtherSizeThan({ width, height }: DesktopSize): boolean {
    return width !== this.surface.width || height !== this.surface.height;
  }

  private get whole(): Area {
    return { x: 0, y: 0, width: this.surface.width, height: this.surface.height };
  }

  private async read(): Promise<void> {
    try {
      for (;;) this.take(await this.parts.channels.next());
    } catch (error) {
      this.isGone = true;
      this.left ??= departureWord(error, this.errorInfo);
      this.sayAnswered();
      this.end(endedByTarget(error, this.errorInfo));
    }
  }

  private take(pdu: FromTarget): void {
    switch (pdu.kind) {
      case 'fast-path':
        for (const update of this.updates.take(pdu.header, pdu.payload)) this.draw(update);
        return;
      case 'io':
        for (const control of readShareControls(pdu.data)) this.takeControl(control);
        return;
      case 'message':
        return this.parts.network.take(pdu.data);
      case 'clipboard':
        this.clipboard.push(pdu.data);
        // It is spoken by a program of the account's own session: before there is one, nobody is there to begin.
        return this.sayLogon('logged-on');
      case 'dynamic':
        return this.dynamic.push(pdu.data);
      case 'disconnect':
        throw new TargetGone(reasonOfDisconnect(pdu.reason), pdu.reason);
      case 'other':
        return;
    }
  }

  private takeControl({ type, body }: ShareControlPdu): void {
    switch (type) {
      case shareControlTypes.demandActive:
        return this.beginShare(body);
      case shareControlTypes.deactivateAll:
        // Another demand follows, as when the desktop is to have another size.
        if (this.share) this.share.isActive = false;
        return this.sizes.hold();
      case shareControlTypes.data:
        return this.takeData(body);
      case shareControlTypes.redirection:
        throw new TargetGone('the target sends its clients to another server, which is not followed');
      default:
        return;
    }
  }

  private beginShare(demand: Buffer): void {
    const isFirst = this.share === null;
    const before = this.whole;
    this.releaseAll();
    this.heldBefore ??= this.keyboard;
    const share = new TargetShare(this.parts.channels, this.parts.settings, demand);
    this.share = share;
    this.picture.begin(share.width, share.height);
    this.keyboard = new TargetKeyboard({
      layout: layoutFor(this.parts.settings.keyboardLayout),
      takesUnicode: share.takesUnicode,
      send: (events) => this.share?.input(events),
    });
    const hasOtherSize = before.width !== share.width || before.height !== share.height;
    if (!isFirst && hasOtherSize) this.listener?.resized();
    else if (!isFirst) this.listener?.damaged([this.whole]);
  }

  /** What went down in a share that ended before it could come up. */
  private releaseFromBefore(): void {
    this.heldBefore?.releaseAll();
    this.heldBefore = null;
    this.pointerAtTarget.releaseAll(this.surface);
  }

  private takeData(data: Buffer): void {
    const { type, body } = readShareData(data);
    switch (type) {
      case shareDataTypes.update:
        return this.draw(readSlowPathUpdate(body));
      case shareDataTypes.pointer:
        return this.draw(readSlowPathPointer(body));
      case shareDataTypes.fontMap:
        this.share?.activate();
        this.releaseFromBefore();
        this.sizes.free();
        for (const act of this.whenActive.splice(0)) act();
        return;
      case shareDataTypes.saveSessionInfo:
        return this.hearLogon(body);
      case shareDataTypes.setErrorInfo:
        this.errorInfo = readErrorInfo(body);
        return;
      case shareDataTypes.shutdownDenied:
        return this.hearDenied();
      case shareDataTypes.playSound:
        this.listener?.bell();
        return;
      default:
        return;
    }
  }

  private hearLogon(body: Buffer): void {
    const info = readSaveSessionInfo(body);
    if (info.kind === 'logged-on') return this.sayLogon('logged-on');
    // Failures have these types (MS-RDPBCGR section 2.2.10.1.1.4.1.1); others say that something goes on.
    const why = info.error && logonFailures[info.error.type];
    if (why) this.sayLogon({ failed: why });
  }

  private draw(update: GraphicsUpdate): void {
    const { areas, cursor } = this.picture.take(update);
    if (cursor) this.cursor = cursor;
    const { listener } = this;
    if (!listener || !this.isOpen) return;
    if (cursor) listener.cursor(cursor);
    if (areas.length > 0) listener.damaged(areas);
  }

  private end(outcome: SessionOutcome): void {
    this.sizes.stop();
    if (this.isOpen) {
      this.isOpen = false;
      this.parts.wire.cut();
      this.outcome = outcome;
      this.listener?.ended(outcome);
    }
    this.sayGone(outcome);
  }

  /**
   * Resolves once the target has said how it takes it, or has gone, and after a bounded time in any case. One that denies it keeps
   * the account's session (MS-RDPBCGR sections 1.3.1.4.1 and 2.2.2.2), and is disconnected from then.
   */
  private async askToLeave(): Promise<void> {
    if (!this.share?.isActive) return;
    const answered = new Promise<void>((resolve) => (this.sayAnswered = resolve));
    this.asksToLeave = true;
    this.share.askToLeave();
    await isWithin(answered, answerMs);
  }

  /** Means nothing to somebody who did not ask. */
  private hearDenied(): void {
    if (!this.asksToLeave) return;
    this.left ??= 'disconnected';
    this.sayAnswered();
  }

  private async leave(): Promise<void> {
    this.sizes.stop();
    this.releaseAll();
    const { wire, channels } = this.parts;
    const { socket } = wire;
    const wasOpen = this.isOpen;
    this.isOpen = false;
    if (wasOpen) {
      await this.askToLeave();
      if (this.isGone) wire.cut();
      else channels.disconnect();
    }
    if (socket.closed) return;
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    wire.end();
    if (await isWithin(closed, farewellMs)) return;
    wire.cut();
    await isWithin(closed, forcedMs);
  }
}

const logonFailures: Readonly<Record<number, string>> = {
  0: 'the target does not accept the account with this password',
  1: 'the password of the account has to be changed first',
  2: 'the target warns about the account and waits for an answer',
};

async function isWithin(done: Promise<void>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => (timer = setTimeout(() => resolve(false), ms)));
  try {
    return await Promise.race([done.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
