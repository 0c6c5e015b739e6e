import ssh2 from 'ssh2';

/** Title, clear screen, clipboard: what a terminal would obey. */
const evil = '\u001b]0;owned\u0007\u001b[2J\u009b31m\u001b]52;c;ZXZpbA==\u0007';

/** Greets, bears banners, and hangs up in words of its own once it was asked for a command. */
export async function startEvilTarget(): Promise<{ port: number; hostKey: string; stop(): Promise<void> }> {
  const { utils } = ssh2;
  const key = utils.generateKeyPairSync('ecdsa', { bits: 256 });
  const open = new Set<ssh2.Connection>();
  const server = new ssh2.Server(
    { hostKeys: [key.private], greeting: evil, banner: evil.repeat(100) },
    (connection) => {
      open.add(connection);
      connection.on('error', () => undefined).on('close', () => open.delete(connection));
      connection.on('authentication', (context) =>
        context.method === 'none' ? context.reject(['password', 'publickey']) : context.accept(),
      );
      connection.on('session', (accept) => accept().on('exec', () => disconnectInWords(connection)));
    },
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as { port: number }).port,
    hostKey: key.public.split(' ').slice(0, 2).join(' '),
    stop: () =>
      new Promise((resolve) => {
        for (const connection of open) connection.end();
        server.close(() => resolve());
      }),
  };
}

/** RFC 4253 section 11.1: a disconnect that says more than needed. ssh2 has no verb for the words. */
function disconnectInWords(connection: ssh2.Connection): void {
  const text = Buffer.from(evil);
  const payload = Buffer.alloc(1 + 4 + 4 + text.length + 4);
  payload[0] = 1;
  payload.writeUInt32BE(2, 1);
  payload.writeUInt32BE(text.length, 5);
  text.copy(payload, 9);
  const { _protocol: protocol } = connection as unknown as {
    _protocol: {
      _packetRW: { write: { allocStart: number; alloc(n: number): Buffer; finalize(p: Buffer): Buffer } };
      _cipher: { encrypt(packet: Buffer): void };
    };
  };
  const { write } = protocol._packetRW;
  const packet = write.alloc(payload.length);
  packet.set(payload, write.allocStart);
  protocol._cipher.encrypt(write.finalize(packet));
}
