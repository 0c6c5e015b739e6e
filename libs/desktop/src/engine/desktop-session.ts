import type { ChannelRight } from '@gatehouse/kernel';
import { writeClipboardEvent } from '@gatehouse/screen';
import type { DesktopBeginning, SessionOutcome } from '@gatehouse/session/plugin';
import type { DesktopUpstream } from '../desktop-upstream.js';
import { BrokenViewer } from '../rfb/broken-viewer.js';
import { RfbViewer } from '../rfb/rfb-viewer.js';
import type { DesktopOrder, DesktopReport } from '../thread/desktop-messages.js';
import type { SessionFlags } from '../thread/session-flags.js';
import type { OwnViewers, Viewer, ViewerParts } from '../viewer.js';
import { InputLine } from './input-line.js';
import { RecordLine } from './record-line.js';
import { ScreenSource } from './screen-source.js';

export interface DesktopSessionParts {
  readonly framesPerSecond: number;
  readonly flags: SessionFlags;
  /** Servers for viewers that speak something else than RFB. */
  readonly viewers: OwnViewers;
  report(report: DesktopReport, transfer?: readonly ArrayBuffer[]): void;
}

const clientLeft: SessionOutcome = { reason: 'client-left', detail: null, exit: null };

/** One desktop session in its thread: the target on the one side, the viewer on the other, the record between them. */
export class DesktopSession {
  private readonly line: RecordLine;
  private readonly source: ScreenSource;
  private viewer: Viewer | null = null;
  private input: InputLine | null = null;
  private rights: readonly ChannelRight[] = [];
  private gone: SessionOutcome | null = null;
  private ending: Promise<void> | null = null;
  /** Bytes of the viewer that are not dealt with, as input of them waits. */
  private owedBytes = 0;
  private toViewer: Buffer[] = [];

  constructor(
    private readonly upstream: DesktopUpstream,
    private readonly parts: DesktopSessionParts,
  ) {
    this.line = new RecordLine(parts.report);
    this.source = new ScreenSource(upstream, this.line, parts.framesPerSecond, (change) =>
      this.attempt((viewer) => {
        viewer.shown(change.items);
        if (change.cursor) viewer.showCursor(change.cursor);
        if (change.rings) viewer.ring();
        if (change.clipboard !== null) viewer.clipboardChanged(change.clipboard);
      }),
    );
    const { damaged, resized, cursor, bell } = this.source;
    upstream.listen({
      ...{ damaged, resized, cursor, bell },
      clipboard: (text) => {
        if (this.rights.includes('clipboard-out')) this.source.clipboard(text);
      },
      ended: (outcome) => {
        this.gone = outcome;
        parts.report({ type: 'gone', outcome });
        this.finish(outcome);
      },
    });
  }

  /** The channel was let in. Once; a second is refused before it comes here. */
  carry(begins: DesktopBeginning, rights: readonly ChannelRight[]): void {
    if (this.viewer || this.isOver) return;
    const { upstream, parts, line } = this;
    this.rights = rights;
    const input = new InputLine({
      ...{ upstream, rights, line },
      flags: parts.flags,
      report: parts.report,
      settled: () => this.give(),
    });
    this.input = input;
    const viewerParts: ViewerParts = {
      picture: this.source.picture,
      name: upstream.name,
      mayPaste: rights.includes('clipboard-in'),
      mayCopy: rights.includes('clipboard-out'),
      mayShow: () => this.source.isOnRecord && !parts.flags.isOver,
      send: (bytes) => this.send(bytes),
      key: (event) => input.key(event),
      pointer: (event) => input.pointer(event),
      pasted: (text) => input.paste(text),
      asksSize: (size) => input.size(size),
      copies: (text, go) =>
        line.record([{ kind: 'clipboard', bytes: writeClipboardEvent({ direction: 'out', text }) }], 0, () =>
          this.attempt(go),
        ),
      refusedChannel: (name) => parts.report({ type: 'channel-refused', name }),
      later: (act) => this.attempt(act),
    };
    this.viewer = this.openViewer(begins, viewerParts);
    if (!this.viewer) return this.carriedNothing();
    if (this.gone) return this.finish(this.gone);
    this.source.start();
  }

  take(order: DesktopOrder): void {
    switch (order.type) {
      case 'from-viewer':
        this.owedBytes += order.bytes.length;
        this.attempt((viewer) => viewer.push(order.bytes));
        if (this.input?.isIdle) this.give();
        return;
      case 'viewer-took':
        return this.attempt((viewer) => viewer.took(order.bytes));
      case 'recorded':
        return this.line.recorded(order.id, order.passes);
      case 'frozen':
        if (order.isFrozen) void this.input?.lift();
        return;
      case 'viewer-left':
        return this.finish(clientLeft);
      case 'over':
        return void this.end();
      default:
        return;
    }
  }

  /** Nothing more is shown or forwarded. Resolves once what was down at the target is lifted, on record. */
  end(): Promise<void> {
    return (this.ending ??= this.stop());
  }

  private async stop(): Promise<void> {
    this.source.stop();
    this.viewer?.close();
    await this.input?.lift();
  }

  private openViewer(begins: DesktopBeginning, parts: ViewerParts): Viewer | null {
    if (typeof begins === 'string') return new RfbViewer({ ...parts, begins });
    try {
      return this.parts.viewers[begins.viewer]?.(begins.agreed, parts) ?? null;
    } catch (error) {
      if (error instanceof BrokenViewer) return null;
      throw error;
    }
  }

  /** No server of this target's protocol serves such a viewer: a door let it in that should not have. */
  private carriedNothing(): void {
    void this.end();
    this.parts.report({
      type: 'carried',
      outcome: { reason: 'error', detail: 'a viewer this kind of target does not serve', exit: null },
    });
  }

  private get isOver(): boolean {
    return this.ending !== null;
  }

  private finish(outcome: SessionOutcome): void {
    if (this.isOver) return;
    void this.end();
    if (this.viewer) this.parts.report({ type: 'carried', outcome });
  }

  /** A viewer that breaks the protocol ends its own session. */
  private attempt(act: (viewer: Viewer) => void): void {
    if (!this.viewer || this.isOver || this.parts.flags.isOver) return;
    try {
      act(this.viewer);
    } catch (error) {
      if (!(error instanceof BrokenViewer)) throw error;
      this.finish({
        reason: 'error',
        detail: `the viewer broke the protocol: ${error.message}`,
        text: `GH-VIEWER: your viewer was cut off: ${error.message}. Use another viewer, or connect in the browser.`,
        exit: null,
      });
    }
  }

  private give(): void {
    if (this.owedBytes === 0) return;
    this.parts.report({ type: 'took', bytes: this.owedBytes });
    this.owedBytes = 0;
  }

  /** What is said in one turn goes as one piece. */
  private send(bytes: Buffer): void {
    this.toViewer.push(bytes);
    if (this.toViewer.length > 1) return;
    queueMicrotask(() => {
      const piece = Uint8Array.from(Buffer.concat(this.toViewer.splice(0)));
      if (!this.parts.flags.isOver) this.parts.report({ type: 'to-viewer', bytes: piece }, [piece.buffer]);
    });
  }
}
