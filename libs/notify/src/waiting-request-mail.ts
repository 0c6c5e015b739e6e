import { DateTime } from 'luxon';
import type { WaitingRequest } from './notice.js';

/**
 * The mail to an approver: plain text only, so that nothing a vendor typed can be markup. What people typed is
 * put on one line each and stripped of control and direction characters, though the API refuses them too.
 */
export function waitingRequestMail(request: WaitingRequest): { subject: string; text: string } {
  const who = [request.requester, request.organisation].filter((part) => part !== null).join(', ');
  const machines = request.machines.map(({ tag, name }) => `${oneLine(tag)} ${oneLine(name)}`);
  const more = machines.length > 1 ? ` and ${machines.length - 1} more` : '';
  return {
    subject: shorten(`Access request: ${oneLine(who)} for ${machines[0] ?? 'a machine'}${more}`, 150),
    text: [
      `${oneLine(who)} asks for access at ${oneLine(request.siteName)}.`,
      '',
      `Machine:    ${machines.join('; ')}`,
      `When:       ${times(request)}`,
      `Why:        ${shorten(oneLine(request.purpose), 500)}`,
      `Changes:    ${request.plannedChange ? 'changes are planned' : 'no changes planned'}`,
      `Work order: ${request.workOrder === null ? 'none given' : oneLine(request.workOrder)}`,
      `Answer by:  ${at(request.answerBy, request.timeZone)} plant time`,
      '',
      'Sign in to read the whole request and decide:',
      request.url,
      '',
      'Nothing is decided from this mail. Without an answer the request expires.',
      '',
    ].join('\n'),
  };
}

function times({ opensAt, closesAt, timeZone }: WaitingRequest): string {
  const minutes = Math.round((closesAt.getTime() - opensAt.getTime()) / 60_000);
  return `${at(opensAt, timeZone)} to ${at(closesAt, timeZone)} plant time (${minutes} min)`;
}

function at(instant: Date, timeZone: string): string {
  return DateTime.fromJSDate(instant, { zone: timeZone }).toFormat('ccc d LLL yyyy HH:mm', { locale: 'en' });
}

/** Control characters, line breaks and direction overrides become spaces. */
export function oneLine(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, ' ')
    .replaceAll(/ +/g, ' ')
    .trim();
}

function shorten(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}
