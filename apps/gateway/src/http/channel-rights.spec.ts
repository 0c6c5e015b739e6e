import { ChannelRight, RightKind, rightKindsOf } from '@gatehouse/contracts';
import { isChannelRight, protocols, rightKinds, rightKindsOf as rightKindsOfKernel } from '@gatehouse/kernel';

describe('the rights of the contracts', () => {
  it('are of the same kinds as those of the gateway', () =>
    expect(RightKind.options).toEqual([...rightKinds]));

  it.each(protocols)('mean something for %s as in the gateway', (protocol) =>
    expect(rightKindsOf(protocol)).toEqual(rightKindsOfKernel(protocol)),
  );

  it.each([
    'shell',
    'shell:',
    'files-in',
    'files-in:/',
    'files-in:/a/b c',
    'files-out:/a/../b',
    'files-out:a',
    'forward',
    'forward:plc:502',
    'forward:plc:65535',
    'forward:plc:65536',
    'forward:plc:0',
    'forward:PLC:1',
    'forward:[::1]:22',
    'view',
    'control:all',
    'clipboard-in',
    'clipboard-out',
    'ctrl-alt-del',
    'ctrl-alt-del:1',
    'root',
    '',
  ])('are the same as those of the gateway: %p', (text) =>
    expect(ChannelRight.safeParse(text).success).toBe(isChannelRight(text)),
  );
});
