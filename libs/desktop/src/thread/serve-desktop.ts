import { parentPort } from 'node:worker_threads';
import type { DesktopUpstream, DialDesktop } from '../desktop-upstream.js';
import { DesktopSession } from '../engine/desktop-session.js';
import type { DesktopOrder, DesktopReport, Port } from './desktop-messages.js';
import type { OwnViewers } from '../viewer.js';
import { SessionFlags } from './session-flags.js';
import { within } from './within.js';

/** How long what is lifted may take to get on record at the end. It is lifted then in any case, as the target is cut. */
const liftMs = 250;

/**
 * Called once, by the worker module of a protocol lib: the thread dials as it is told, and serves that one desktop.
 * @param viewers servers for viewers that speak the target's own protocol; every desktop is served by RFB.
 */
export function serveDesktop<Settings>(dial: DialDesktop<Settings>, viewers: OwnViewers = {}): void {
  if (parentPort) serveDesktopOn(parentPort, dial, viewers);
}

export function serveDesktopOn<Settings>(
  port: Port<DesktopReport, DesktopOrder<Settings>>,
  dial: DialDesktop<Settings>,
  viewers: OwnViewers = {},
): void {
  const service = new DesktopService(port, dial, viewers);
  port.on('message', (order) => service.take(order));
}

class DesktopService<Settings> {
  private readonly dialling = new AbortController();
  private upstream: DesktopUpstream | null = null;
  private session: DesktopSession | null = null;
  private order: Extract<DesktopOrder<Settings>, { type: 'dial' }> | null = null;

  constructor(
    private readonly port: Port<DesktopReport, DesktopOrder<Settings>>,
    private readonly dial: DialDesktop<Settings>,
    private readonly viewers: OwnViewers,
  ) {}

  take(order: DesktopOrder<Settings>): void {
    switch (order.type) {
      case 'dial':
        if (!this.order) void this.connect((this.order = order));
        return;
      case 'carry':
        return this.carry(order);
      case 'close':
        this.dialling.abort();
        if (this.upstream) void this.close(this.upstream);
        else if (!this.order) this.port.postMessage({ type: 'closed', departure: null });
        return;
      default:
        return this.session?.take(order);
    }
  }

  private async connect({ to }: Extract<DesktopOrder<Settings>, { type: 'dial' }>): Promise<void> {
    const answer = await this.dial(to, this.dialling.signal);
    to.secret?.fill(0);
    if ('refused' in answer) {
      this.port.postMessage({ type: 'refused', refusal: answer });
      return this.port.postMessage({ type: 'closed', departure: null });
    }
    this.upstream = answer;
    if (this.dialling.signal.aborted) return this.close(answer);
    const { dialledAddress, identityFingerprint } = answer;
    this.port.postMessage({ type: 'dialled', dialledAddress, identityFingerprint });
    this.session = new DesktopSession(answer, {
      framesPerSecond: this.order?.framesPerSecond ?? 1,
      flags: new SessionFlags(this.order?.flags),
      viewers: this.viewers,
      report: (report, transfer) => this.port.postMessage(report, transfer),
    });
  }

  private carry({ begins, rights }: Extract<DesktopOrder, { type: 'carry' }>): void {
    this.session?.carry(begins, rights);
  }

  private async close(upstream: DesktopUpstream): Promise<void> {
    if (this.session) await within(liftMs, this.session.end());
    await upstream.close();
    this.port.postMessage({ type: 'closed', departure: upstream.departure ?? null });
  }
}
