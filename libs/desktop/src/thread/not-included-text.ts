import type { ChannelRight } from '@gatehouse/kernel';

const wishes: Partial<Record<ChannelRight, string>> = {
  control: 'keys and pointer',
  'clipboard-in': 'pasting text',
  'clipboard-out': 'copying text',
  'ctrl-alt-del': 'Ctrl-Alt-Del',
};

/** What a person reads who tries what the access does not include. */
export function notIncludedText(right: ChannelRight): string {
  return `GH-NOT-INCLUDED: your access does not include ${wishes[right] ?? right}. Nothing of it reached the machine. If the job needs it, ask for it in a new request.`;
}
