import { terminalSubprotocol, type TerminalClientMessage } from '@gatehouse/contracts';
import { type SessionEvents, SessionSocket } from './session-socket.js';

/** Typed ahead while the machine's identity is checked; more than this is dropped. */
const mostHeldBytes = 4096;

/**
 * The terminal socket. Typed bytes are held back until the gateway said `ready`, so nothing is sent to a machine whose
 * identity is not settled.
 */
export class TerminalSocket {
  private readonly socket: SessionSocket;
  private held: Uint8Array<ArrayBuffer>[] = [];
  private heldBytes = 0;

  constructor(events: SessionEvents, open: { ticket: string; columns: number; rows: number }) {
    const opening: TerminalClientMessage = { type: 'open', ...open };
    this.socket = new SessionSocket(
      {
        ...events,
        ready: (message) => {
          events.ready(message);
          for (const bytes of this.held.splice(0)) this.socket.send(bytes);
        },
      },
      { path: '/api/terminal', subprotocol: terminalSubprotocol, opening },
    );
  }

  type(bytes: Uint8Array<ArrayBuffer>): void {
    if (this.socket.isReady) this.socket.send(bytes);
    else if (!this.socket.isOver && this.heldBytes + bytes.length <= mostHeldBytes) {
      this.held.push(bytes);
      this.heldBytes += bytes.length;
    }
  }

  resize(columns: number, rows: number): void {
    const message: TerminalClientMessage = { type: 'resize', columns, rows };
    if (this.socket.isReady) this.socket.say(message);
  }

  close(): void {
    this.socket.close();
  }
}
