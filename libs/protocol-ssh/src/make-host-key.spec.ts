import ssh2 from 'ssh2';
import { makeHostKey } from './make-host-key.js';

test('a host key can always be read back, four hundred in a row', () => {
  for (let made = 0; made < 400; made += 1) {
    const pair = makeHostKey();
    expect(() => new ssh2.Server({ hostKeys: [pair.private] }, () => undefined)).not.toThrow();
  }
});
