import { createPrivateKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { newId } from '@gatehouse/kernel';
import { type Checkpoint, openRecorder } from '@gatehouse/recording';
import { runCli } from './run-cli.js';

describe('gatehouse', () => {
  let root: string;
  let recording: string;
  let key: string;
  let trail: Checkpoint[];
  beforeAll(async () => {
    root = mkdtempSync(path.join(tmpdir(), 'gatehouse-cli-'));
    const recordingId = newId('rec');
    const { publicKey, privateKey } = generateKeyPairSync('ed25519', {
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    expect(createPrivateKey(privateKey).asymmetricKeyType).toBe('ed25519');
    const recorder = await openRecorder({
      spoolDirectory: path.join(root, 'spool'),
      storeDirectory: path.join(root, 'store'),
      header: {
        ...{ recordingId, sessionId: newId('ses'), connectionId: newId('conn'), protocol: 'ssh' as const },
        ...{ startedAt: '2026-11-23T08:00:00.000Z', meta: {} },
      },
      keys: {
        ...{ recordingId, dataKey: randomBytes(32), wrappedDataKey: 'wrapped', signingKeyId: 'k1' },
        ...{ signingPrivateKey: privateKey, signingPublicKey: publicKey },
      },
    });
    trail = [];
    recorder.onCheckpoint((checkpoint) => trail.push(checkpoint));
    await recorder.record({ channel: 1, kind: 'terminal-out', data: Buffer.from('hello') });
    recording = (await recorder.close({ reason: 'client-left', complete: true })).path;
    key = path.join(root, 'key.pem');
    writeFileSync(key, publicKey);
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  async function run(...args: string[]) {
    const out: string[] = [];
    const err: string[] = [];
    const code = await runCli(args, {
      environment: { DATA_DIR: path.join(root, 'data') },
      print: (text) => out.push(text),
      complain: (text) => err.push(text),
    });
    return { code, out: out.join('\n'), err: err.join('\n') };
  }

  it('tells its commands', async () => {
    expect(await run('--help')).toMatchObject({ code: 0, err: '' });
    expect((await run('--help')).out).toMatch(/verify FILE[^]*kill --all/);
    expect((await run()).code).toBe(2);
    expect(await run('frobnicate')).toMatchObject({ code: 2, out: '' });
    expect(await run('constructor')).toMatchObject({ code: 2, out: '' });
  });

  describe('verify', () => {
    it('passes a recording as it was written', async () => {
      const checkpoints = path.join(root, 'trail.json');
      writeFileSync(checkpoints, JSON.stringify(trail));
      const { code, out } = await run('verify', recording, '--key', key, '--checkpoints', checkpoints);
      expect(out).toMatch(/unaltered\nUnaltered and complete\./);
      expect(out).not.toMatch(/key in the file itself/);
      expect(code).toBe(0);
    });

    it('says when only the file itself vouches for its key', async () => {
      const { code, out } = await run('verify', recording);
      expect(code).toBe(0);
      expect(out).toMatch(/signed by the key in the file itself; check it against the audit trail/i);
    });

    it('names what was altered, for people and for programs', async () => {
      const altered = path.join(root, 'altered.ghrec');
      const bytes = readFileSync(recording);
      bytes[bytes.length - 30]! ^= 1;
      writeFileSync(altered, bytes);
      const forPeople = await run('verify', altered, '--key', key);
      expect(forPeople.code).toBe(1);
      expect(forPeople.out).toMatch(/: altered\n/);
      const forPrograms = await run('verify', altered, '--key', key, '--json');
      expect(forPrograms.code).toBe(1);
      expect(JSON.parse(forPrograms.out)).toMatchObject({
        verdict: 'altered',
        signedBy: 'key-that-was-given',
      });
    });

    it('answers 2 to what it cannot check', async () => {
      expect((await run('verify')).code).toBe(2);
      expect((await run('verify', path.join(root, 'none'))).code).toBe(2);
      expect((await run('verify', recording, '--key', path.join(root, 'none'))).code).toBe(2);
      expect((await run('verify', recording, '--checkpoints', key)).code).toBe(2);
      const wrongOption = await run('verify', recording, '--force', '--json');
      expect(wrongOption.code).toBe(2);
      expect(JSON.parse(wrongOption.out)).toMatchObject({ ok: false });
    });
  });

  describe('kill', () => {
    let server: Server | undefined;
    const heard: unknown[] = [];
    afterEach(() => {
      server?.close();
      heard.length = 0;
    });

    async function answerWith(answer: unknown): Promise<void> {
      const folder = path.join(root, 'data', 'kill');
      mkdirSync(folder, { recursive: true });
      server = createServer((socket) => {
        socket.on('error', () => socket.destroy());
        socket.on('data', (line) => {
          heard.push(JSON.parse(line.toString()));
          socket.end(`${JSON.stringify(answer)}\n`);
        });
      });
      await new Promise<void>((resolve) => server?.listen(path.join(folder, 'gatehouse-kill.sock'), resolve));
    }

    it('asks the gateway over its socket and says what was ended', async () => {
      await answerWith({ ok: true, ended: 3, latched: true, ms: 12.4 });
      const { code, out } = await run('kill', '--all');
      expect(out).toBe('Ended 3 sessions in 12 ms. New connections are refused until gatehouse unlatch.');
      expect(code).toBe(0);
      expect(heard).toMatchObject([
        { command: 'kill', scope: { all: true }, by: expect.any(String) as string },
      ]);
    });

    it('says that processes which did not answer were stopped with what they ran', async () => {
      await answerWith({ ok: true, ended: 0, hostsStopped: 1, latched: true, ms: 730 });
      expect((await run('kill', '--session', 'ses_1')).out).toBe(
        'Ended 0 sessions in 730 ms. Stopped 1 process that did not answer, with every session in it. New connections are refused until gatehouse unlatch.',
      );
    });

    it('names one session or one site', async () => {
      await answerWith({ ok: true, ended: 1, latched: true, ms: 1 });
      const json = await run('kill', '--session', 'ses_1', '--json');
      expect(JSON.parse(json.out)).toEqual({ ok: true, ended: 1, latched: true, ms: 1 });
      await run('unlatch', '--site', 'site_1');
      expect(heard).toMatchObject([
        { command: 'kill', scope: { session: 'ses_1' } },
        { command: 'unlatch', scope: { site: 'site_1' } },
      ]);
    });

    it('answers 1 when the gateway refuses or is not there, and says what to do', async () => {
      await answerWith({ ok: false, error: 'no such session' });
      expect(await run('kill', '--session', 'ses_1')).toMatchObject({
        code: 1,
        err: expect.stringContaining('no such session') as string,
      });
      server?.close();
      const gone = await run('kill', '--all', '--data-dir', path.join(root, 'elsewhere'));
      expect(gone).toMatchObject({ code: 1, err: expect.stringContaining('No gateway answers') as string });
    });

    it('prints nothing of others that a terminal obeys', async () => {
      const error = 'gone \u001b]0;owned\u0007 \u009b31m \u202e';
      await answerWith({ ok: false, error });
      const refused = await run('kill', '--all');
      expect(refused.err).toContain('gone ·]0;owned· ·31m ·');
      server?.close();
      await answerWith({ ok: false, error });
      const json = await run('kill', '--all', '--json');
      expect(json.out).not.toMatch(/[\p{Cc}\u202e]/u);
      expect(JSON.parse(json.out)).toEqual({ ok: false, error });
      const missing = await run('verify', path.join(root, 'a\u001b[2Jb'));
      expect(missing.err).not.toContain('\u001b');
    });

    it('wants exactly one scope', async () => {
      expect((await run('kill')).code).toBe(2);
      expect((await run('kill', '--all', '--site', 'site_1')).code).toBe(2);
      expect((await run('kill', 'everything')).code).toBe(2);
    });
  });
});
