import { Drawn } from './testing/drawn.js';
import { wireCases } from './testing/wire-cases.js';

// What one role writes the other reads. The values are drawn from a seed that stands in the failure.

const seed = process.env.FUZZ_SEED ?? 'gatehouse';
const rounds = 60;

describe('every PDU of the wire', () => {
  it.each(wireCases)(`$name is read as it was written (seed ${seed})`, ({ name, read, draw }) => {
    const drawn = new Drawn(`${seed} ${name}`);
    for (let round = 0; round < rounds; round += 1) {
      const { bytes, value } = draw(drawn);
      expect(read(bytes)).toEqual(value);
    }
  });
});
