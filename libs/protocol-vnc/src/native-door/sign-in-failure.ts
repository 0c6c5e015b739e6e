/**
 * The message that ends a sign-in, with its reason (RFC 6143 section 7.1.3); viewers show it to the person.
 * @param takesReasons false for a viewer before RFB 3.8, which reads the failure and no more.
 */
export function signInFailure(reason: string, takesReasons = true): Buffer {
  if (!takesReasons) return Buffer.from([0, 0, 0, 1]);
  const text = Buffer.from(reason, 'utf8').subarray(0, longestReason);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(1, 0);
  head.writeUInt32BE(text.length, 4);
  return Buffer.concat([head, text]);
}

/** The message that lets a viewer in; ClientInit follows. */
export const signInSuccess: Buffer = Buffer.alloc(4);

const longestReason = 1024;
