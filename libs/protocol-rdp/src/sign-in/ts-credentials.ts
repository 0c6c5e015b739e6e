import { DerReader, smallInteger } from './der-reader.js';
import { derTags } from './der-tags.js';
import { encodeDer, explicit, octetString, sequence, smallNumber } from './der-writer.js';
import { MalformedToken } from './malformed-token.js';

/** What a client hands over in the end: MS-CSSP section 2.2.1.2.1, all in UTF-16. */
export interface PasswordCredentials {
  readonly domain: string;
  readonly userName: string;
  /** UTF-16, little endian. Whoever holds it wipes it. */
  readonly password: Buffer;
}

/** MS-CSSP section 2.2.1.2. Smart cards are 2, Remote Credential Guard is 6. */
const passwordKind = 1;

/** In octets; Windows allows no longer ones. */
const longestName = 1024;
const longestPassword = 1024;

/** TSCredentials with TSPasswordCreds in it. The result is secret: wipe it. */
export function writeTsCredentials({ domain, userName, password }: PasswordCredentials): Buffer {
  const inner = encodeDer(
    sequence(
      explicit(0, octetString(Buffer.from(domain, 'utf16le'))),
      explicit(1, octetString(Buffer.from(userName, 'utf16le'))),
      explicit(2, octetString(password)),
    ),
  );
  const outer = encodeDer(sequence(explicit(0, smallNumber(passwordKind)), explicit(1, octetString(inner))));
  inner.fill(0);
  return outer;
}

/** Null for credentials of another kind than a password. The password is a copy of its own. @throws MalformedToken. */
export function readTsCredentials(bytes: Buffer): PasswordCredentials | null {
  const whole = new DerReader(bytes);
  const outer = whole.sequence();
  whole.end();
  const kind = smallInteger(outer.explicit(0, derTags.integer));
  const content = outer.explicit(1, derTags.octetString);
  outer.end();
  if (kind !== passwordKind) return null;
  const wrapped = new DerReader(content);
  const fields = wrapped.sequence();
  wrapped.end();
  const domain = fields.explicit(0, derTags.octetString);
  const userName = fields.explicit(1, derTags.octetString);
  const password = fields.explicit(2, derTags.octetString);
  fields.end();
  if (domain.length > longestName || userName.length > longestName)
    throw new MalformedToken('a name is too long');
  if (password.length > longestPassword || password.length % 2 !== 0)
    throw new MalformedToken('a password has a wrong length');
  return {
    domain: domain.toString('utf16le'),
    userName: userName.toString('utf16le'),
    password: Buffer.from(password),
  };
}
