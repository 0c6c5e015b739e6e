import { CredSspClient } from '../credssp-client.js';
import type { ClientStep, CredSspClientOptions } from '../credssp-client.js';
import { CredSspServer } from '../credssp-server.js';
import type { CredSspServerOptions, ServerStep } from '../credssp-server.js';
import { ntHash } from '../nt-hash.js';

export const account = { userName: 'ana+l2', domain: 'PLANT', password: 'Schlüssel-7 für Müller' } as const;

/** What became of both sides, and every token that went between them. */
export interface SignInOutcome {
  readonly client: ClientStep;
  /** Null when the client had no reason to send the server's last token. */
  readonly server: ServerStep | null;
  /** In the order of the wire: the client's, the server's, and so on. */
  readonly tokens: readonly Buffer[];
}

export interface SignInPairOptions {
  readonly client?: Partial<CredSspClientOptions>;
  readonly server?: Partial<CredSspServerOptions>;
  /** Changes a token on the way; `index` counts both sides' together. Null is a token that never comes. */
  readonly meddle?: (token: Buffer, index: number) => Buffer | null;
}

/** A client and a server of ours, end to end, with the account above known to the server. */
export async function signInPair(
  certificate: Uint8Array,
  { client: clientOptions, server: serverOptions, meddle = (token) => token }: SignInPairOptions = {},
): Promise<SignInOutcome> {
  const client = new CredSspClient({
    ...{ userName: account.userName, domain: account.domain, targetName: 'panel7' },
    ...{ certificate, password: Buffer.from(account.password), ...clientOptions },
  });
  const server = new CredSspServer({
    ...{ certificate, name: 'GATEWAY', leastVersion: 2 },
    lookUp: async ({ userName }) =>
      userName === account.userName ? ntHash(Buffer.from(account.password)) : null,
    ...serverOptions,
  });
  const tokens: Buffer[] = [];
  const pass = (token: Buffer): Buffer | null => {
    const passed = meddle(token, tokens.length);
    tokens.push(passed ?? Buffer.alloc(0));
    return passed;
  };
  let clientStep: ClientStep = { step: 'continue', send: client.start() };
  let serverStep: ServerStep | null = null;
  for (;;) {
    const toServer = clientStep.step === 'refused' ? null : pass(clientStep.send);
    if (!toServer) break;
    serverStep = await server.feed(toServer);
    const sent = serverStep.step === 'done' ? null : serverStep.send;
    const toClient = sent && pass(sent);
    if (serverStep.step === 'done' || clientStep.step !== 'continue') break;
    if (!toClient) {
      const refusal = client.whenClosed();
      if (refusal) clientStep = { step: 'refused', ...refusal };
      break;
    }
    clientStep = client.feed(toClient);
  }
  client.wipe();
  server.wipe();
  return { client: clientStep, server: serverStep, tokens };
}
