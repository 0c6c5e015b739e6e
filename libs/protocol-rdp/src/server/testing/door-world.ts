import { createServer } from 'node:net';
import type { Server } from 'node:net';
import type { ChannelRight } from '@gatehouse/kernel';
import { endDesktopWorlds, everyRight, startDesktopWorld } from '@gatehouse/desktop/testing';
import type { DesktopWorld } from '@gatehouse/desktop/testing';
import type { ClientLeg } from '@gatehouse/session/plugin';
import { ntHash } from '../../sign-in/nt-hash.js';
import { makeTestCertificate } from '../../sign-in/testing/test-certificates.js';
import { RdpDoor } from '../rdp-door.js';
import type { TokenAnswer } from '../rdp-door-policy.js';
import { openRdpViewer } from '../rdp-viewer.js';

export const goodName = 'tomas+l2-hmi';
export const goodToken = 'a-token-of-32-characters-abcdefg';
const { certificate, key, der } = makeTestCertificate('rsa');

/** A door in front of painted desktops, with one person who has one token for one machine. */
export class DoorWorld {
  /** In order: what the policy was asked. */
  readonly asked: string[] = [];
  rights: readonly ChannelRight[] = everyRight;
  size = { width: 640, height: 480 };
  framesPerSecond = 1000;
  /** In place of the judgement of name and token. */
  answer: TokenAnswer | 'fault' | null = null;
  /** In place of a desktop. */
  session: ((leg: ClientLeg) => Promise<void>) | null = null;
  private server: Server | null = null;
  private door: RdpDoor | null = null;
  private wires = 0;
  private readonly came: { readonly leg: ClientLeg; readonly desktop: DesktopWorld }[] = [];
  private wake: () => void = () => undefined;

  static readonly certificate = der;

  async open(options: { loginGraceMs?: number; farewellMs?: number } = {}): Promise<void> {
    const door = new RdpDoor({
      certificate: { cert: certificate.toString(), key: key.toString() },
      farewellMs: 60_000,
      ...options,
      policy: {
        ntHash: async (wireId, userName) => {
          this.asked.push(`hash ${wireId} ${userName}`);
          return userName === goodName ? ntHash(Buffer.from(goodToken)) : null;
        },
        token: async (wireId, userName, token) => {
          this.asked.push(`token ${wireId} ${userName} ${token}`);
          if (this.answer === 'fault') throw new Error('no control process');
          if (this.answer) return this.answer;
          return userName === goodName && token === goodToken
            ? { grantId: 'grant_1' }
            : { refusal: { code: 'GH-TICKET', text: 'this token is used.' } };
        },
        serve: async (wireId, { grantId }, leg) => {
          this.asked.push(`serve ${wireId} ${grantId}`);
          await (this.session ?? ((given) => this.serve(given)))(leg);
        },
        wireClosed: (wireId) => void this.asked.push(`closed ${wireId}`),
      },
    });
    this.door = door;
    this.server = createServer({ pauseOnConnect: true }, (socket) =>
      door.accept(socket, `wire-${(this.wires += 1)}`),
    );
    await new Promise<void>((resolve) => this.server?.listen(0, '127.0.0.1', resolve));
  }

  get port(): number {
    return (this.server?.address() as { port: number }).port;
  }

  /** The desktop of the next client that is let in. */
  async next(): Promise<{ readonly leg: ClientLeg; readonly desktop: DesktopWorld }> {
    for (;;) {
      const first = this.came.shift();
      if (first) return first;
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  async close(): Promise<void> {
    await this.door?.closeAll();
    this.server?.close();
    await endDesktopWorlds();
  }

  private async serve(leg: ClientLeg): Promise<void> {
    if (leg.first.kind !== 'desktop') return;
    const desktop = await startDesktopWorld({
      ...{ channel: leg.first, viewers: { rdp: openRdpViewer }, rights: this.rights, ...this.size },
      framesPerSecond: this.framesPerSecond,
    });
    this.came.push({ leg, desktop });
    this.wake();
    const outcome = await desktop.outcome;
    if (outcome.reason === 'error' && outcome.text)
      leg.tell({ type: 'ended', code: 'GH-ERROR', reason: 'error', text: outcome.text });
  }
}
