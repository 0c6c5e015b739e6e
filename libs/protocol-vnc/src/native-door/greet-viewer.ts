import { constants, randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import type { SecureContext } from 'node:tls';
import { StreamReader } from '@gatehouse/desktop';

export interface DoorCertificate {
  /** PEM, the certificate first, then those that issued it. */
  readonly cert: string;
  readonly key: string;
}

/** What a viewer gave, not judged yet. */
export type ViewerGreeting = TokenGreeting | PasswordGreeting;

/** Inside TLS. */
export interface TokenGreeting {
  readonly kind: 'token';
  readonly stream: TLSSocket;
  readonly reader: StreamReader;
  readonly userName: string;
  readonly token: string;
}

/** In clear, by a viewer that knows nothing better: its answer to a challenge of 16 bytes (RFC 6143 section 7.2.2). */
export interface PasswordGreeting {
  readonly kind: 'password';
  readonly stream: Socket;
  readonly reader: StreamReader;
  readonly challenge: Buffer;
  readonly response: Buffer;
  /** Only RFB 3.8 has a place for the reason of a refusal. */
  readonly takesReasons: boolean;
}

const vncAuth = 2;
const veNCrypt = 19;
const x509Plain = 262;
const longestName = 255;
const longestToken = 255;

/**
 * TigerVNC 1.12 finishes TLS 1.3 and then waits for ever for the result of its sign-in, so the door speaks 1.2, with forward
 * secrecy and authenticated ciphers only.
 */
export function doorContext({ cert, key }: DoorCertificate): SecureContext {
  return createSecureContext({
    cert,
    key,
    minVersion: 'TLSv1.2',
    maxVersion: 'TLSv1.2',
    ciphers: 'ECDHE+AESGCM:ECDHE+CHACHA20',
    honorCipherOrder: true,
    secureOptions: constants.SSL_OP_NO_RENEGOTIATION | constants.SSL_OP_NO_TICKET,
  });
}

/**
 * The server's part of RFB up to the credentials (RFC 6143 section 7.1; rfbproto, "VeNCrypt"): VeNCrypt 0.2 with X509Plain, and
 * VncAuth behind it where a password is taken, which also lets in RFB 3.3 and 3.7. Null when the viewer speaks something else,
 * leaves, or does not finish TLS; it was told what it can be told. Nothing is read beyond what was asked for, and every length is
 * bounded before it is.
 */
export async function greetViewer(
  socket: Socket,
  context: SecureContext,
  takesPassword: boolean,
): Promise<ViewerGreeting | null> {
  const plain = new StreamReader(socket);
  socket.write('RFB 003.008\n');
  const version = (await plain.exactly(12))?.toString('latin1') ?? '';
  if (!/^RFB 003\.\d{3}\n$/.test(version)) return null;
  const [isOld, isOldest] = [version < 'RFB 003.008', version < 'RFB 003.007'];
  if (isOld && !takesPassword) return farewell(socket, refuseVersion(isOldest));
  // RFB 3.3 is told what it is; the later ones choose.
  if (isOldest) {
    socket.write(Buffer.from([0, 0, 0, vncAuth]));
    return challenged(socket, plain, false);
  }
  const offer = [...(isOld ? [] : [veNCrypt]), ...(takesPassword ? [vncAuth] : [])];
  socket.write(Buffer.from([offer.length, ...offer]));
  const type = (await plain.exactly(1))?.[0];
  if (type === undefined || !offer.includes(type)) return null;
  return type === vncAuth ? challenged(socket, plain, !isOld) : speakVeNCrypt(socket, plain, context);
}

async function challenged(
  stream: Socket,
  reader: StreamReader,
  takesReasons: boolean,
): Promise<PasswordGreeting | null> {
  const challenge = randomBytes(16);
  stream.write(challenge);
  const response = await reader.exactly(16);
  return response && { kind: 'password', stream, reader, challenge, response, takesReasons };
}

async function speakVeNCrypt(
  socket: Socket,
  plain: StreamReader,
  context: SecureContext,
): Promise<TokenGreeting | null> {
  socket.write(Buffer.from([0, 2]));
  const spoken = await plain.exactly(2);
  if (spoken === null) return null;
  if (spoken.readUInt16BE() !== 2) return farewell(socket, Buffer.from([1]));
  const offer = Buffer.from([0, 1, 0, 0, 0, 0]);
  offer.writeUInt32BE(x509Plain, 2);
  socket.write(offer);
  const chosen = await plain.exactly(4);
  if (chosen === null) return null;
  if (chosen.readUInt32BE() !== x509Plain) return farewell(socket, Buffer.from([0]));
  plain.release();
  socket.write(Buffer.from([1]));
  const stream = await secure(socket, context);
  return stream && readCredentials(stream);
}

async function secure(socket: Socket, secureContext: SecureContext): Promise<TLSSocket | null> {
  const stream = new TLSSocket(socket, { isServer: true, secureContext, requestCert: false });
  return new Promise((resolve) => {
    stream.on('error', () => resolve(null));
    stream.once('close', () => resolve(null));
    stream.once('secure', () => resolve(stream));
  });
}

async function readCredentials(stream: TLSSocket): Promise<TokenGreeting | null> {
  const reader = new StreamReader(stream);
  const lengths = await reader.exactly(8);
  if (lengths === null) return null;
  const [name, token] = [lengths.readUInt32BE(0), lengths.readUInt32BE(4)];
  if (name === 0 || name > longestName || token === 0 || token > longestToken) return null;
  const both = await reader.exactly(name + token);
  if (both === null) return null;
  return {
    kind: 'token',
    stream,
    reader,
    userName: both.toString('utf8', 0, name),
    token: both.toString('utf8', name),
  };
}

/** What a viewer of another version can read: before 3.7 the type is a number of four bytes, then a list of none. */
function refuseVersion(isOldest: boolean): Buffer {
  const text = Buffer.from('This gateway needs RFB 3.8 with VeNCrypt. Use TigerVNC 1.12 or newer.');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length);
  return Buffer.concat([Buffer.alloc(isOldest ? 4 : 1), length, text]);
}

function farewell(socket: Socket, bytes: Buffer): null {
  socket.end(bytes);
  return null;
}
