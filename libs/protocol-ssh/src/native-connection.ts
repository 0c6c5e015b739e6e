import type { Connection } from 'ssh2';
import type { Socket } from 'node:net';
import { NativeChannels } from './native-channels.js';
import type { NativeDoorPolicy } from './native-door-policy.js';
import { NativeSignIn } from './native-sign-in.js';
import type { NativeWire } from './native-wire.js';

/** One ssh client: signs in (`NativeSignIn`), then opens channels, each judged on its own (`NativeChannels`). */
export function serveNativeConnection(
  connection: Connection,
  socket: Socket,
  wire: NativeWire,
  policy: NativeDoorPolicy,
  mostTries: number,
): void {
  const signIn = new NativeSignIn(connection, socket, wire, policy, mostTries);
  connection.on('ready', () => {
    wire.entered();
    new NativeChannels(connection, socket, wire.wireId, signIn.userName, policy);
  });
}
