import { readFastPathInput } from './input/fast-path-input.js';
import { MalformedPdu } from './malformed-pdu.js';
import { Drawn } from './testing/drawn.js';
import { wireCases } from './testing/wire-cases.js';

// Bounded here, 400,000 inputs for each parser, twenty million in all, with LONG=1. Whatever bytes come, a parser gives a value that
// is not larger than they were, or one named error. The inputs are drawn from a seed that stands in the failure, so that a run can be
// repeated.

const isLong = Boolean(process.env.LONG);
const rounds = isLong ? 400_000 : 2_000;
jest.setTimeout(isLong ? 3_600_000 : 120_000);
const seed = process.env.FUZZ_SEED ?? 'gatehouse';

/** Well-formed inputs of each parser; the drawn ones are these with something changed. */
const corpusSize = 24;
/** Of what no input holds: names of fields, numbers, small objects. */
const itemsPerByte = 4;
const freeItems = 64;

/** How many bytes, characters and elements a value holds. What a thing is called here (its `kind`) is one word, held once. */
function sizeOf(value: unknown): number {
  if (value instanceof Uint8Array || typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 1;
  return Object.entries(value).reduce(
    (sum, [name, part]: [string, unknown]) => sum + (name === 'kind' ? 1 : sizeOf(part)),
    1,
  );
}

function mutated(drawn: Drawn, corpus: readonly Buffer[]): Buffer {
  if (drawn.below(16) === 0) return drawn.bytes(drawn.below(64));
  let bytes = Buffer.from(drawn.oneOf(corpus));
  for (let changes = 1 + drawn.below(3); changes > 0; changes -= 1) {
    const at = drawn.below(Math.max(1, bytes.length));
    switch (drawn.below(6)) {
      case 0:
        if (bytes.length > 0) bytes[at] = drawn.u8();
        break;
      case 1:
        bytes = bytes.subarray(0, at);
        break;
      case 2:
        bytes = Buffer.concat([
          bytes.subarray(0, at),
          Buffer.alloc(drawn.below(64), drawn.u8()),
          bytes.subarray(at),
        ]);
        break;
      case 3:
        if (at + 2 <= bytes.length) bytes.writeUInt16LE(drawn.oneOf([0, 1, 3, 0x7fff, 0x8000, 0xffff]), at);
        break;
      case 4:
        if (at + 4 <= bytes.length) bytes.writeUInt32LE(drawn.oneOf([0, 1, 2 ** 31, 2 ** 32 - 1]), at);
        break;
      default:
        bytes = Buffer.concat([bytes, bytes.subarray(at)]).subarray(0, 100_000);
    }
  }
  return bytes;
}

describe('PR-01 the parsers of the wire', () => {
  it.each(wireCases)(`PR-01 $name gives a value or a named error (seed ${seed})`, ({ name, read, draw }) => {
    const drawn = new Drawn(`${seed} fuzz ${name}`);
    const corpus = Array.from({ length: corpusSize }, () => draw(drawn).bytes);
    for (let round = 0; round < rounds; round += 1) {
      const bytes = mutated(drawn, corpus);
      try {
        const size = sizeOf(read(bytes));
        if (size > bytes.length * itemsPerByte + freeItems) throw new Error(`a value of size ${size}`);
      } catch (error) {
        if (!(error instanceof MalformedPdu))
          throw new Error(`round ${round}: ${bytes.toString('hex').slice(0, 4_000)}`, { cause: error });
      }
    }
  });

  it('give no more than that for events of one byte each, as many as a PDU has', () => {
    const bytes = Buffer.alloc(255, 0x60);
    const events = readFastPathInput(0, Buffer.concat([Buffer.from([255]), bytes]));
    expect(events).toHaveLength(255);
    expect(sizeOf(events)).toBeLessThanOrEqual(bytes.length * itemsPerByte + freeItems);
  });
});
