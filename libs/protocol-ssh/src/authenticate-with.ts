import type { AnyAuthMethod, AuthenticationType, Client, ConnectConfig } from 'ssh2';
import type { LentCredential } from '@gatehouse/session/plugin';
import { presentCertificate } from './present-certificate.js';

/**
 * One try with the lent secret. A password is also given to keyboard-interactive, for servers that have only that,
 * as long as it asks one thing without echo; nothing else is ever answered.
 */
export function authenticateWith(
  client: Client,
  account: string,
  credential: LentCredential | null,
): ConnectConfig['authHandler'] {
  const tried = new Set<string>();
  const attempt = (name: string, method: AnyAuthMethod): AnyAuthMethod | null => {
    if (tried.has(name)) return null;
    tried.add(name);
    return method;
  };
  return (
    left: AuthenticationType[] | null,
    _partial: boolean | null,
    next: (method: AnyAuthMethod) => void,
  ) => {
    const offered = (name: AuthenticationType): boolean => left === null || left.includes(name);
    if (left !== null && credential?.kind === 'ssh-certificate' && offered('publickey')) {
      if (!tried.has('certificate')) {
        tried.add('certificate');
        // ssh2 waits for the answer as it would after a method of its own.
        return presentCertificate(client, account, credential);
      }
    }
    let method: AnyAuthMethod | null = null;
    if (left === null) method = attempt('none', { type: 'none', username: account });
    else if (credential?.kind === 'private-key' && offered('publickey'))
      method = attempt('publickey', { type: 'publickey', username: account, key: credential.secret });
    else if (credential?.kind === 'password') {
      const password = credential.secret.toString('utf8');
      if (offered('password'))
        method = attempt('password', { type: 'password', username: account, password });
      if (!method && offered('keyboard-interactive'))
        method = attempt('keyboard-interactive', {
          type: 'keyboard-interactive',
          username: account,
          prompt: (_name, _instructions, _language, prompts, finish) =>
            finish(prompts.length === 1 && prompts[0]?.echo !== true ? [password] : prompts.map(() => '')),
        });
    }
    // ssh2 takes false as: nothing left to try. Its types do not say so.
    next(method ?? (false as unknown as AnyAuthMethod));
  };
}
