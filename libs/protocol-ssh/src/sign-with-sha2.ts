import { internalsOf } from './ssh2-internals.js';

const rsaWithSha2: readonly string[] = ['rsa-sha2-256', 'rsa-sha2-512'];

/**
 * Keeps an RSA credential from signing with SHA-1. ssh2 does so where a server says nothing of the signatures it takes
 * (`server-sig-algs`, RFC 8308 section 3.1), or names `ssh-rsa` alone. So what a server said is read without `ssh-rsa`, and
 * a silent server is taken to know SHA-2 (RFC 8332 section 3.3 leaves that to the client). Invariant: with this, a server that
 * takes SHA-1 only refuses the credential, and no such signature leaves the gateway.
 * @param client an ssh2 client before its first packet.
 */
export function signWithSha2(client: object): void {
  const { handlers } = internalsOf(client);
  const tell = handlers['EXT_INFO'];
  const begin = handlers['SERVICE_ACCEPT'];
  if (!tell || !begin)
    throw new Error('this version of ssh2 is not the one sign-in was written for; pin ssh2 1.17.0');
  handlers['EXT_INFO'] = (protocol, told) => tell(protocol, withoutSha1(told));
  handlers['SERVICE_ACCEPT'] = (protocol, ...rest) => {
    // Only the first word counts with ssh2: this is for a server that said none.
    tell(protocol, withoutSha1([]));
    begin(protocol, ...rest);
  };
}

interface SignaturesTold {
  readonly name: 'server-sig-algs';
  readonly algs: readonly string[];
}

function withoutSha1(told: unknown): SignaturesTold[] {
  const said = (Array.isArray(told) ? (told as Partial<SignaturesTold>[]) : []).find(
    ({ name, algs }) => name === 'server-sig-algs' && Array.isArray(algs),
  );
  const algs = said?.algs?.filter((name) => name !== 'ssh-rsa') ?? rsaWithSha2;
  return [{ name: 'server-sig-algs', algs }];
}
