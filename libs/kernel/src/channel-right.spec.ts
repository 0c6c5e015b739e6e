import fc from 'fast-check';
import { forwardRight, includesKind, isChannelRight, kindOfRight, placesOf } from './channel-right.js';

describe('a channel right', () => {
  it.each([
    'shell',
    'exec',
    'files-in',
    'files-out:/recipes/line 3',
    'files-in:/a/...b',
    'forward:10.20.1.5:502',
    'forward:plc-3.line.plant:44818',
    'forward:[fe80::1]:22',
  ])('%s is one', (right) => expect(isChannelRight(right)).toBe(true));

  it.each([
    '',
    'root',
    'Shell',
    'shell:',
    'shell:/a',
    'files-in:',
    'files-in:recipes',
    'files-in:/',
    'files-in:/a/',
    'files-in:/a//b',
    'files-in:/a/../etc',
    'files-in:/a/.',
    'files-in:/a\n/b',
    'files-in:/a\u202e/b',
    'forward',
    'forward:',
    'forward:plc',
    'forward:plc:0',
    'forward:plc:065',
    'forward:plc:65536',
    'forward:PLC:502',
    'forward:*:502',
    'forward:a b:502',
    'forward:fe80::1:22',
    'forward:/run/x.sock:1',
    `files-in:/${'a'.repeat(300)}`,
    7,
    null,
  ])('%p is none', (value) => expect(isChannelRight(value)).toBe(false));

  it('is a forward to what a client asks for in any case, and to no other port', () => {
    expect(forwardRight('PLC-3', 502)).toBe('forward:plc-3:502');
    expect(forwardRight('FE80::1', 22)).toBe('forward:[fe80::1]:22');
    fc.assert(
      fc.property(fc.domain(), fc.integer({ min: 1, max: 65_535 }), (host, port) =>
        isChannelRight(forwardRight(host, port)),
      ),
    );
  });

  it('opens a door by its kind', () => {
    const rights = ['files-in:/a', 'forward:plc:1'] as const;
    expect(rights.map(kindOfRight)).toEqual(['files-in', 'forward']);
    expect(includesKind(rights, 'files-in')).toBe(true);
    expect(includesKind(rights, 'files-out')).toBe(false);
    expect(includesKind(rights, 'shell')).toBe(false);
  });

  it('says where files may go: the widest of what is given', () => {
    expect(placesOf(['files-in:/a', 'files-in:/b', 'files-out'], 'files-in')).toEqual(['/a', '/b']);
    expect(placesOf(['files-in:/a', 'files-in'], 'files-in')).toBe('anywhere');
    expect(placesOf(['files-in:/a', 'shell'], 'files-out')).toBeNull();
  });
});
