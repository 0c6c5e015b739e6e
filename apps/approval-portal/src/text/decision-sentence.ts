import type { AccessRequest, AccessWindow, ChannelRight } from '@gatehouse/contracts';
import { text } from './en.js';
import { type At, sameOffset, windowText, zoneCity } from './plant-time.js';
import type { RichText } from './rich-text.js';
import { duration } from './spans.js';

/** The parts of a request that the sentence is made from: the same before sending, at the decision and after it. */
export interface SentenceFacts {
  requester: { displayName: string; organisation: string | null };
  targets: readonly { assetName: string; location: string }[];
  rights: readonly ChannelRight[];
  plannedChange: boolean;
  window: AccessWindow;
  zone: string;
}

export function decisionSentence(facts: SentenceFacts, now: At): RichText {
  const [first, ...others] = facts.targets;
  return text.request.sentence({
    name: facts.requester.displayName,
    organisation: facts.requester.organisation,
    machine: first?.assetName ?? text.common.notKnown,
    location: first?.location ?? '',
    others: others.length,
    times: windowText(facts.window, facts.zone, now),
    length: duration(windowMs(facts.window)),
    verb: verbOf(facts),
  });
}

export function sentenceOf(request: AccessRequest, now: At): RichText {
  return decisionSentence({ ...request, zone: request.site.timeZone }, now);
}

/** Whose time the sentence speaks, and what it is for the person who asks. */
export function sentenceNote(request: AccessRequest, now: At): string {
  const theirs = request.requester.timeZone;
  const first = firstName(request.requester.displayName);
  if (theirs === '' || theirs === request.site.timeZone) return text.request.plantTime;
  if (sameOffset(theirs, request.site.timeZone, request.window.opensAt))
    return text.request.plantTimeSame(first, zoneCity(theirs));
  return text.request.plantTimeOther(windowText(request.window, theirs, now), first, zoneCity(theirs));
}

export function firstName(name: string): string {
  return name.split(' ')[0] ?? name;
}

export function windowMs(window: AccessWindow): number {
  return Date.parse(window.closesAt) - Date.parse(window.opensAt);
}

function verbOf({ plannedChange, rights }: Pick<SentenceFacts, 'plannedChange' | 'rights'>): string {
  if (plannedChange) return text.request.verbChange;
  if (rights.includes('shell') || rights.includes('control')) return text.request.verbControl;
  if (rights.includes('exec')) return text.request.verbCommand;
  if (rights.some((right) => right.startsWith('files-'))) return text.request.verbFiles;
  return rights.includes('view') ? text.request.verbView : text.request.verbPort;
}
