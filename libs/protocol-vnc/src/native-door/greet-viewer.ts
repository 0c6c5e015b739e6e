import { constants } from 'node:crypto';
import type { Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import type { SecureContext } from 'node:tls';
import { StreamReader } from '@gatehouse/desktop';

export interface DoorCertificate {
  /** PEM, the certificate first, then those that issued it. */
  readonly cert: string;
  readonly key: string;
}

/** What a viewer gave inside TLS, not judged yet. */
export interface ViewerGreeting {
  readonly stream: TLSSocket;
  readonly reader: StreamReader;
  readonly userName: string;
  readonly token: string;
}

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
 * The server's part of RFB 3.8 up to the credentials: version, VeNCrypt 0.2 with X509Plain and nothing else (RFC 6143 section
 * 7.1; rfbproto, "VeNCrypt"). Null when the viewer speaks something else, leaves, or does not finish TLS; it was told what it can be
 * told. Nothing is read beyond what was asked for, and every length is bounded before it is.
 */
export async function greetViewer(socket: Socket, context: SecureContext): Promise<ViewerGreeting | null> {
  const plain = new StreamReader(socket);
  socket.write('RFB 003.008\n');
  const version = (await plain.exactly(12))?.toString('latin1') ?? '';
  if (!/^RFB 003\.\d{3}\n$/.test(version)) return null;
  if (version < 'RFB 003.008') return farewell(socket, refuseVersion(version));
  socket.write(Buffer.from([1, veNCrypt]));
  if ((await plain.exactly(1))?.[0] !== veNCrypt) return null;
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

async function readCredentials(stream: TLSSocket): Promise<ViewerGreeting | null> {
  const reader = new StreamReader(stream);
  const lengths = await reader.exactly(8);
  if (lengths === null) return null;
  const [name, token] = [lengths.readUInt32BE(0), lengths.readUInt32BE(4)];
  if (name === 0 || name > longestName || token === 0 || token > longestToken) return null;
  const both = await reader.exactly(name + token);
  if (both === null) return null;
  return {
    stream,
    reader,
    userName: both.toString('utf8', 0, name),
    token: both.toString('utf8', name),
  };
}

/** What a viewer of another version can read: before 3.7 the type is a number of four bytes, then a list of none. */
function refuseVersion(version: string): Buffer {
  const text = Buffer.from('This gateway needs RFB 3.8 with VeNCrypt. Use TigerVNC 1.12 or newer.');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length);
  return Buffer.concat([Buffer.alloc(version < 'RFB 003.007' ? 4 : 1), length, text]);
}

function farewell(socket: Socket, bytes: Buffer): null {
  socket.end(bytes);
  return null;
}
