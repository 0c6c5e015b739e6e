import { Problem } from '@gatehouse/contracts';
import type { z } from 'zod';
import { AnswerNotUnderstood, ApiProblem } from './problem-error.js';

/** What `fetch` gave, taken apart so that it can be judged without a network. */
export interface RawAnswer {
  path: string;
  status: number;
  text: string;
}

/** The answer as the contract has it, or the error it stands for. An empty body reads as undefined. */
export function readAnswer<T>(raw: RawAnswer, contract: z.ZodType<T>): T {
  const body = parseJson(raw);
  if (raw.status >= 400) throw problemOf(raw, body);
  const parsed = contract.safeParse(body);
  if (!parsed.success) throw new AnswerNotUnderstood(raw.path, parsed.error.message);
  return parsed.data;
}

export function problemOf(raw: RawAnswer, body: unknown): Error {
  const problem = Problem.safeParse(body);
  if (problem.success) return new ApiProblem(problem.data);
  return new AnswerNotUnderstood(raw.path, `status ${raw.status} without problem details`);
}

function parseJson(raw: RawAnswer): unknown {
  if (raw.text.trim() === '') return undefined;
  try {
    return JSON.parse(raw.text) as unknown;
  } catch {
    throw new AnswerNotUnderstood(raw.path, 'not JSON');
  }
}
