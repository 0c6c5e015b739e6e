/** RFC 4251 section 5: a `string`, its length in front. */
export function textField(value: string | Buffer): Buffer {
  const bytes = typeof value === 'string' ? Buffer.from(value, 'utf8') : value;
  return Buffer.concat([numberField(bytes.length), bytes]);
}

/** RFC 4251 section 5: a `uint32`. */
export function numberField(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}

export function flagField(value: boolean): Buffer {
  return Buffer.from([value ? 1 : 0]);
}

/** RFC 4254 section 5.4, without asking for an answer. */
export function channelRequest(channel: number, type: string, ...fields: Buffer[]): Buffer {
  const message = Buffer.from([98]);
  return Buffer.concat([message, numberField(channel), textField(type), flagField(false), ...fields]);
}
