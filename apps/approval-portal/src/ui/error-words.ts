import { AnswerNotUnderstood, ApiProblem, GatewayNotReached } from '../api/problem-error.js';
import { FactorNotGiven } from '../api/fresh-factor.js';
import { text } from '../text/en.js';

/** What a person reads of an error: the gateway's own words where it gave some. Empty where they closed a dialog. */
export function errorWords(error: unknown): string {
  if (error instanceof ApiProblem) return error.problem.detail || error.problem.title;
  if (error instanceof GatewayNotReached) return text.common.notReached;
  if (error instanceof AnswerNotUnderstood) return text.common.notUnderstood;
  if (error instanceof FactorNotGiven) return '';
  return text.common.failed;
}
