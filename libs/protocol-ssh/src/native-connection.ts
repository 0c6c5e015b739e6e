import type { Connection } from 'ssh2';
import type { Socket } from 'node:net';
import { NativeChannels } from './native-channels.js';
import type { NativeDoorPolicy } from './native-door-policy.js';
import { NativeSignIn } from './native-sign-in.js';

/** One ssh client: signs in (`NativeSignIn`), then opens channels, each judged on its own (`NativeChannels`). */
export function serveNativeConnection(
  connection: Connection,
  socket: Socket,
  wire: { wireId: string; source: string; entered: () => void },
  policy: NativeDoorPolicy,
  mostTries: number,
): void {
  const signIn = new NativeSignIn(connection, socket, wire.wireId, policy, mostTries);
  connection.on('ready', () => {
    wire.entered();
    new NativeChannels(connection, socket, wire.wireId, signIn.userName, policy);
  });
}
