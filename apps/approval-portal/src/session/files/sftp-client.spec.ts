import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FileTransport } from './file-transport.js';
import { PacketStream } from './packet-stream.js';
import { FileRefused, FilesClosed, SftpClient } from './sftp-client.js';
import { BrokenStream } from './wire-fields.js';

jest.setTimeout(60_000);

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('SftpClient with a real sftp-server', () => {
  let folder: string;
  let server: ChildProcess;
  let client: SftpClient;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'gatehouse-portal-files-'));
    const child = spawn('/usr/lib/openssh/sftp-server', [], { cwd: folder });
    server = child;
    child.stdin.on('error', () => undefined);
    client = await SftpClient.open({
      send: (bytes) => void child.stdin.write(bytes),
      onBytes: (listener) => void child.stdout.on('data', listener),
      onClose: (listener) => void child.once('close', listener),
      close: () => void child.stdin.end(),
    });
  });
  afterEach(async () => {
    const gone = new Promise((resolve) => server.once('close', resolve));
    if (server.exitCode === null && server.signalCode === null) {
      server.kill('SIGKILL');
      await gone;
    }
    rmSync(folder, { recursive: true, force: true });
  });

  it.each([0, 1, 32_768, 32_769, 5_000_000])('takes a file of %d bytes there and back', async (size) => {
    const content = Uint8Array.from(randomBytes(size));
    const seen: number[] = [];
    await client.upload(new Blob([content]), 'a', { onProgress: (bytes) => seen.push(bytes) });
    expect(sha256(readFileSync(join(folder, 'a')))).toBe(sha256(content));
    expect(seen.at(-1) ?? 0).toBe(size);
    const back = await client.download('a');
    expect(sha256(new Uint8Array(await back.arrayBuffer()))).toBe(sha256(content));
  });

  it('reads a file that has no true size to its end', async () => {
    const back = await client.download('/proc/self/status');
    expect(await back.text()).toContain('Name:');
  });

  it('leaves a file alone that is there already, unless told to replace it', async () => {
    writeFileSync(join(folder, 'a'), 'old');
    await expect(client.upload(new Blob(['new']), 'a')).rejects.toBeInstanceOf(FileRefused);
    expect(readFileSync(join(folder, 'a'), 'utf8')).toBe('old');
    expect([await client.exists('a'), await client.exists('b')]).toEqual([true, false]);
    await client.upload(new Blob(['new']), 'a', { replaces: true });
    expect(readFileSync(join(folder, 'a'), 'utf8')).toBe('new');
  });

  it('removes what it laid down of an upload that was stopped', async () => {
    const stop = new AbortController();
    const upload = client.upload(new Blob([new Uint8Array(8_000_000)]), 'a', {
      signal: stop.signal,
      onProgress: () => stop.abort(),
    });
    await expect(upload).rejects.toThrow();
    expect(existsSync(join(folder, 'a'))).toBe(false);
    expect((await client.list('.')).entries).toEqual([]);
  });

  it('lists a folder: folders first, sizes, and names that are no text only to look at', async () => {
    mkdirSync(join(folder, 'z'));
    writeFileSync(join(folder, 'part 10'), 'ten');
    writeFileSync(join(folder, 'part 9'), 'nine!');
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0x62, 0xff])]), '');
    writeFileSync(join(folder, 'x\u202egpj.exe'), '');
    const { entries, isWhole } = await client.list('.');
    expect(isWhole).toBe(true);
    expect(entries.map(({ shownName, name, kind, sizeBytes }) => [shownName, name, kind, sizeBytes])).toEqual(
      [
        ['z', 'z', 'folder', expect.any(Number)],
        ['b\u{fffd}', null, 'file', 0],
        ['part 9', 'part 9', 'file', 5],
        ['part 10', 'part 10', 'file', 3],
        ['x\u{fffd}gpj.exe', null, 'file', 0],
      ],
    );
    expect(await client.realPath('z/..')).toBe(await client.realPath('.'));
  });

  it('stops listing where it was told to', async () => {
    for (let each = 0; each < 300; each++) writeFileSync(join(folder, `f${each}`), '');
    const { entries, isWhole } = await client.list('.', 50);
    expect(isWhole).toBe(false);
    expect(entries.length).toBeLessThan(300);
  });

  it("gives the machine's words for a refusal", async () => {
    writeFileSync(join(folder, 'a'), '');
    await expect(client.download('nothing')).rejects.toMatchObject({ code: 2, words: 'No such file' });
    chmodSync(folder, 0o700);
    await expect(client.list('a')).rejects.toBeInstanceOf(FileRefused);
  });

  it('tells everybody who waits that the connection is gone', async () => {
    const many = Array.from({ length: 10 }, () => client.realPath('.'));
    server.kill('SIGKILL');
    const ends = await Promise.allSettled(many);
    for (const end of ends) if (end.status === 'rejected') expect(end.reason).toBeInstanceOf(FilesClosed);
    await new Promise((resolve) =>
      server.exitCode === null && server.signalCode === null ? server.once('close', resolve) : resolve(null),
    );
    await expect(client.realPath('.')).rejects.toBeInstanceOf(FilesClosed);
  });
});

describe('SftpClient with something else', () => {
  it.each([
    ['no SFTP', 'HTTP/1.1 400'],
    ['another version', '\0\0\0\x05\x02\0\0\0\x06'],
    ['an answer to nothing', '\0\0\0\x05\x02\0\0\0\x03\0\0\0\x05\x66\0\0\0\x63'],
  ])('gives up on %s and closes', async (_, sent) => {
    let isClosed = false;
    let hear: (bytes: Uint8Array) => void = () => undefined;
    const transport: FileTransport = {
      send: () => undefined,
      onBytes: (listener) => (hear = listener),
      onClose: () => undefined,
      close: () => (isClosed = true),
    };
    const opening = SftpClient.open(transport);
    opening.catch(() => undefined);
    hear(Uint8Array.from(sent, (char) => char.charCodeAt(0)));
    expect(isClosed).toBe(true);
    const client = await opening.catch((error: unknown) => error);
    if (client instanceof SftpClient) await expect(client.realPath('.')).rejects.toBeInstanceOf(FilesClosed);
    else expect(client).toBeInstanceOf(BrokenStream);
  });

  it('waits for no packet that is too long', () => {
    expect(() => [...new PacketStream().feed(Uint8Array.of(0x7f, 0xff, 0xff, 0xff, 1))]).toThrow(
      BrokenStream,
    );
  });
});
