import { internalsOf, openFailure } from './ssh2-internals.js';

/**
 * Answers a channel open with "administratively prohibited" (RFC 4254 section 5.1) and a text. ssh2's own `reject`
 * frees the number it had reserved, but can say no more than that the connect failed.
 */
export function refuseOpen(connection: object, reject: () => void, text: string): void {
  const { protocol } = internalsOf(connection);
  const plain = protocol.channelOpenFail;
  protocol.channelOpenFail = (sender) =>
    plain.call(protocol, sender, openFailure.administrativelyProhibited, text);
  try {
    reject();
  } finally {
    protocol.channelOpenFail = plain;
  }
}
