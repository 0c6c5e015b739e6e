import { ntHash } from './nt-hash.js';
import { passwordUtf8 } from './password-text.js';
import { FreeRdp } from './testing/freerdp.js';
import { signInTo } from './testing/nla-client.js';
import { startNlaServer } from './testing/nla-server.js';
import type { NlaServer } from './testing/nla-server.js';
import { makeTestCertificate } from './testing/test-certificates.js';

jest.setTimeout(120_000);

const password = 'S3cret-Schlüssel!';
let freeRdp: FreeRdp;
beforeAll(async () => (freeRdp = await FreeRdp.start()));
afterAll(() => freeRdp.stop());

describe("FreeRDP's server", () => {
  let port: number;
  beforeAll(async () => (port = await freeRdp.serve('jumper', password)));

  it('proves its certificate to our client, which then hands over the right password', async () => {
    const step = await signInTo(port, { userName: 'jumper', domain: '', password: Buffer.from(password) });
    expect(step.step).toBe('done');
  });

  it.each([
    ['a wrong password', 'jumper', 'not it'],
    ['an unknown name', 'nobody', password],
  ])('hangs up on %s, which our client understands', async (_name, userName, given) => {
    const step = await signInTo(port, { userName, domain: '', password: Buffer.from(given) });
    expect(step).toMatchObject({ step: 'refused', refused: 'wrong-credential' });
  });
});

describe("FreeRDP's client at our server", () => {
  const certificate = makeTestCertificate('rsa');
  let server: NlaServer;
  beforeEach(async () => {
    server = await startNlaServer(certificate, async ({ userName }) =>
      userName === 'ana+l2' ? ntHash(Buffer.from(password)) : null,
    );
  });
  afterEach(() => server.stop());

  it.each(['', 'PLANT'])('signs in and hands over the password, with the domain "%s"', async (domain) => {
    freeRdp.connect(server.port, 'ana+l2', domain, password);
    const step = await server.outcome;
    if (step.step !== 'done') throw new Error(JSON.stringify(step));
    expect(step).toMatchObject({
      version: 6,
      name: { userName: 'ana+l2', domain },
      credentials: { userName: 'ana+l2', domain },
    });
    expect(passwordUtf8(step.credentials.password).toString()).toBe(password);
  });

  it.each([
    ['a wrong password', 'wrong-credential', 'ana+l2', 'not it'],
    ['an unknown name', 'unknown-name', 'nobody', password],
  ])('is told of %s that the sign-in failed', async (_name, refused, userName, given) => {
    const client = freeRdp.connect(server.port, userName, '', given);
    expect(await server.outcome).toMatchObject({ step: 'refused', refused, claimed: { userName } });
    await client.gone;
    expect(client.output()).toContain('STATUS_LOGON_FAILURE');
  });
});
