import { berElement, berInteger } from '../asn1/ber-writer.js';
import type { BerReader } from '../asn1/ber-reader.js';

/** T.125 section 7, DomainParameters. */
export interface DomainParameters {
  readonly maxChannelIds: number;
  readonly maxUserIds: number;
  readonly maxTokenIds: number;
  readonly numPriorities: number;
  readonly minThroughput: number;
  readonly maxHeight: number;
  readonly maxMcsPduBytes: number;
  readonly protocolVersion: number;
}

export function readDomainParameters(ber: BerReader): DomainParameters {
  const sequence = ber.sequence();
  const parameters = {
    maxChannelIds: sequence.integer(),
    maxUserIds: sequence.integer(),
    maxTokenIds: sequence.integer(),
    numPriorities: sequence.integer(),
    minThroughput: sequence.integer(),
    maxHeight: sequence.integer(),
    maxMcsPduBytes: sequence.integer(),
    protocolVersion: sequence.integer(),
  };
  sequence.end();
  return parameters;
}

export function writeDomainParameters(parameters: DomainParameters): Buffer {
  return berElement(
    0x30,
    berInteger(parameters.maxChannelIds),
    berInteger(parameters.maxUserIds),
    berInteger(parameters.maxTokenIds),
    berInteger(parameters.numPriorities),
    berInteger(parameters.minThroughput),
    berInteger(parameters.maxHeight),
    berInteger(parameters.maxMcsPduBytes),
    berInteger(parameters.protocolVersion),
  );
}

/** What Microsoft's client sends (MS-RDPBCGR section 4.1.3), and what our own does. */
export const targetDomainParameters: DomainParameters = {
  maxChannelIds: 34,
  maxUserIds: 2,
  maxTokenIds: 0,
  numPriorities: 1,
  minThroughput: 0,
  maxHeight: 1,
  maxMcsPduBytes: 65535,
  protocolVersion: 2,
};

export const minimumDomainParameters: DomainParameters = {
  ...targetDomainParameters,
  maxChannelIds: 1,
  maxUserIds: 1,
  maxTokenIds: 1,
  maxMcsPduBytes: 1056,
};

export const maximumDomainParameters: DomainParameters = {
  ...targetDomainParameters,
  maxChannelIds: 65535,
  maxUserIds: 64535,
  maxTokenIds: 65535,
};

/** What Microsoft's server answers with (section 4.1.4). */
export const agreedDomainParameters: DomainParameters = {
  ...targetDomainParameters,
  maxUserIds: 3,
  maxMcsPduBytes: 65528,
};
