import { newId } from '@gatehouse/kernel';
import { SignInDoor } from '@gatehouse/identity';
import type { TokenAnswer } from '@gatehouse/protocol-vnc';
import type { ControlChannel } from '../session-control/host-process.js';
import type { NativeLeg } from '../session-host/host-messages.js';
import type { HostChannel } from '../session-host/session-host.js';
import { ProcessChannel } from '../session-host/process-channel.js';
import type { ChannelEnd } from '../session-host/process-channel.js';
import { answerViewer } from '../session-control/answer-viewer.js';
import type { ViewerAnswerDeps } from '../session-control/answer-viewer.js';
import { HalfOpenLimits } from '../session-control/half-open-limits.js';
import { unknownPerson, Wires } from '../session-control/wires.js';
import { sessionOperations } from '../wiring/session-operations.js';
import type { TestGateway } from './test-gateway.js';

/** A session host at whose doors viewers arrive, without a process: it asks the real control side, on the gateway's database. */
export class ViewersAtDoor {
  readonly wires = new Wires();
  readonly limits: HalfOpenLimits;
  readonly deps: ViewerAnswerDeps;
  private readonly host: HostChannel;

  constructor(gateway: TestGateway) {
    const { database, clock, context } = gateway;
    this.limits = new HalfOpenLimits(() => clock.monotonicMs());
    this.deps = {
      clock,
      limits: this.limits,
      secretBox: context.secretBox,
      uow: sessionOperations(database, clock).uow,
      signIn: gateway.app.get(SignInDoor, { strict: false }),
    };
    const [control, host] = channelOfTwo();
    answerViewer(control, this.deps, (wireId) => this.wires.of(1, wireId) ?? unknown());
    this.host = host;
  }

  /** A connection that has just come to the door. */
  arrive(leg: NativeLeg = 'vnc', source = '192.0.2.50'): string {
    const id = newId('conn');
    this.limits.admit(id, source);
    this.wires.add({ id, hostPid: 1, leg, source, ...unknownPerson });
    return id;
  }

  token(wireId: string, userName: string, token: string): Promise<TokenAnswer> {
    return this.host.ask('viewer.token', { wireId, userName, token });
  }

  ntHash(wireId: string, userName: string): Promise<Uint8Array | null> {
    return this.host.ask('viewer.nt-hash', { wireId, userName });
  }
}

function unknown(): never {
  throw new Error('not a wire of this host');
}

/** The two ends of one channel, without a process between them. */
function channelOfTwo(): [ControlChannel, HostChannel] {
  const listeners: ((message: unknown) => void)[] = [];
  const end = (own: 0 | 1): ChannelEnd => ({
    connected: true,
    send: (message) => {
      setImmediate(() => listeners[1 - own]?.(message));
      return true;
    },
    on: (_event, listener) => (listeners[own] = listener),
  });
  return [new ProcessChannel(end(0)), new ProcessChannel(end(1))];
}
