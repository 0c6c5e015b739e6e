import { MalformedToken } from '../malformed-token.js';

/** MS-NLMP section 2.2.2.1. */
export const avIds = {
  endOfList: 0,
  computerName: 1,
  domainName: 2,
  dnsComputerName: 3,
  dnsDomainName: 4,
  flags: 6,
  timestamp: 7,
  targetName: 9,
  channelBindings: 10,
} as const;

/** In MsvAvFlags: the AUTHENTICATE message has a MIC. */
export const hasMicFlag = 0x2;

/** In the order of the wire, without the end of the list. */
export type AvPairs = readonly (readonly [id: number, value: Buffer])[];

const mostPairs = 64;

/** Values are views. What follows the end of the list is not looked at. @throws MalformedToken. */
export function readAvPairs(bytes: Buffer): AvPairs {
  const pairs: [number, Buffer][] = [];
  for (let at = 0; ;) {
    if (at + 4 > bytes.length) throw new MalformedToken('a list of NTLM attributes has no end');
    const id = bytes.readUInt16LE(at);
    const end = at + 4 + bytes.readUInt16LE(at + 2);
    if (id === avIds.endOfList) return pairs;
    if (end > bytes.length) throw new MalformedToken('an NTLM attribute is cut off');
    pairs.push([id, bytes.subarray(at + 4, end)]);
    if (pairs.length > mostPairs) throw new MalformedToken('too many NTLM attributes');
    at = end;
  }
}

export function writeAvPairs(pairs: AvPairs): Buffer {
  const parts = pairs.map(([id, value]) => {
    const head = Buffer.alloc(4);
    head.writeUInt16LE(id, 0);
    head.writeUInt16LE(value.length, 2);
    return Buffer.concat([head, value]);
  });
  return Buffer.concat([...parts, Buffer.alloc(4)]);
}

export function avValue(pairs: AvPairs, id: number): Buffer | null {
  return pairs.find(([one]) => one === id)?.[1] ?? null;
}

/** 0 where there are none. @throws MalformedToken. */
export function avFlagsOf(pairs: AvPairs): number {
  const value = avValue(pairs, avIds.flags);
  if (value && value.length !== 4)
    throw new MalformedToken('the flags of NTLM attributes have a wrong length');
  return value?.readUInt32LE() ?? 0;
}

/** Null where there is none. @throws MalformedToken. */
export function avTimestampOf(pairs: AvPairs): Buffer | null {
  const value = avValue(pairs, avIds.timestamp);
  if (value && value.length !== 8) throw new MalformedToken('an NTLM timestamp has a wrong length');
  return value;
}
