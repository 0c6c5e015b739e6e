import { kindOfRight, rightKindsOf, rightsFor } from '@gatehouse/kernel';
import type { ChannelRight, Protocol } from '@gatehouse/kernel';
import type { DenyReason } from './decision.js';

/**
 * Why these rights make no sense for these targets, whatever a policy allows; empty when they do. Each target takes those that
 * mean something on it, so every right must mean something on one of them, and every target must be left with some: a desktop
 * with `view`, without which there is nothing to control.
 */
export function rightsReasons(
  targets: readonly { readonly handle: string; readonly protocol: Protocol }[],
  rights: readonly ChannelRight[],
): DenyReason[] {
  if (rights.length === 0) return [deny('no-right', 'Choose at least one right.')];
  return [
    ...rights
      .filter((right) =>
        targets.every(({ protocol }) => !rightKindsOf(protocol).includes(kindOfRight(right))),
      )
      .map((right) => deny('right-without-machine', `Leave out "${right}"; ${noMeaning(targets.length)}.`)),
    ...targets.flatMap(({ handle, protocol }) => missing(handle, protocol, rightsFor(protocol, rights))),
  ];
}

function missing(handle: string, protocol: Protocol, rights: readonly ChannelRight[]): DenyReason[] {
  if (isDesktop(protocol) && !rights.includes('view'))
    return [deny('view-missing', `Choose "view" for ${handle}: its screen is what access to it is.`)];
  return rights.length === 0
    ? [deny('machine-without-right', `Choose a right that means something on ${handle}, or leave it out.`)]
    : [];
}

function isDesktop(protocol: Protocol): boolean {
  return rightKindsOf(protocol).includes('view');
}

function noMeaning(machines: number): string {
  return machines === 1 ? 'it means nothing on this machine' : 'it means nothing on any of these machines';
}

function deny(code: string, message: string): DenyReason {
  return { code, field: 'rights', message };
}
