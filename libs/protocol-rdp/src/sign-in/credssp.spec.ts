import { passwordUtf8 } from './password-text.js';
import { account, signInPair } from './testing/sign-in-pair.js';
import { makeTestCertificate } from './testing/test-certificates.js';

const certificate = makeTestCertificate('rsa');
const { der } = certificate;
const versions = [2, 3, 4, 5, 6];
const forms = ['ntlm', 'spnego'] as const;

describe('CredSSP, a client of ours at a server of ours', () => {
  it.each(versions.flatMap((version) => forms.map((form) => [version, form] as const)))(
    'signs in by version %i, %s, and hands over the password',
    async (version, form) => {
      for (const side of ['client', 'server'] as const) {
        const { client, server } = await signInPair(der, {
          client: { form, ...(side === 'client' ? { highestVersion: version } : {}) },
          server: side === 'server' ? { highestVersion: version } : {},
        });
        expect(client.step).toBe('done');
        if (server?.step !== 'done') throw new Error(JSON.stringify(server));
        expect(server.version).toBe(version);
        expect(server.name).toEqual({ userName: account.userName, domain: account.domain });
        expect(server.credentials).toMatchObject({ userName: account.userName, domain: account.domain });
        expect(passwordUtf8(server.credentials.password).toString()).toBe(account.password);
      }
    },
  );
});
