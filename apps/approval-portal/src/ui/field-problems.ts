import type { Problem } from '@gatehouse/contracts';
import type { z } from 'zod';
import { text } from '../text/en.js';

/**
 * The first problem of each field, in words; the contract's own where it wrote some. One inside a group, such as `rdp.width`, is found
 * by the name of either.
 */
export function fieldProblems(error: z.ZodError): Record<string, string> {
  const found: Record<string, string> = {};
  for (const issue of error.issues) {
    for (const field of [issue.path[0], issue.path.at(-1)])
      found[String(field ?? '')] ??= wordsOf(issue.message);
  }
  return found;
}

/** The same from an answer of the gateway, for the fields this form has. */
export function serverFieldProblems(problem: Problem, fields: readonly string[]): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { field, message } of problem.errors ?? []) {
    const names = field?.split('.') ?? [];
    for (const name of [names[0], names.at(-1)])
      if (name !== undefined && fields.includes(name)) found[name] ??= message;
  }
  return found;
}

/** What stands below a field: the contract's words follow its label; the gateway's own are a sentence already. */
export function belowField(label: string, problem: string | undefined): string | undefined {
  if (!problem) return undefined;
  return /^[a-z]/.test(problem) ? text.common.fieldProblem(label, problem) : problem;
}

/** zod's own English speaks of types; a person is told that the field is missing or not right. */
function wordsOf(message: string): string {
  if (/received undefined|received null|>=1 characters|^is empty$|not an id of this gateway/.test(message))
    return text.common.fieldMissing;
  if (/^(Invalid|Too|Unrecognized|Expected)/.test(message)) return text.common.fieldWrong;
  return message;
}
