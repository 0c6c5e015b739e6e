import { useState } from 'react';
import type { z } from 'zod';
import { ApiProblem } from '../api/problem-error.js';
import { fieldProblems, serverFieldProblems } from './field-problems.js';

/** Values as typed, checked by the contract's own schema at sending; problems by field, and what is left over. */
export function useForm<Values extends Record<string, unknown>, Body>(options: {
  initial: Values;
  schema: z.ZodType<Body>;
  /** The body as the contract has it, from what was typed. */
  body: (values: Values) => unknown;
  send: (body: Body) => Promise<unknown>;
}) {
  const { initial, schema, body, send } = options;
  const [values, setValues] = useState(initial);
  const [problems, setProblems] = useState<Record<string, string>>({});
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);

  const set = <Name extends keyof Values>(name: Name, value: Values[Name]) => {
    setValues((before) => ({ ...before, [name]: value }));
    setProblems((before) => ({ ...before, [name as string]: '' }));
  };

  const submit = async (): Promise<boolean> => {
    const parsed = schema.safeParse(body(values));
    setError(null);
    if (!parsed.success) {
      setProblems(fieldProblems(parsed.error));
      return false;
    }
    setBusy(true);
    try {
      await send(parsed.data);
      setProblems({});
      return true;
    } catch (failure) {
      setProblems(
        failure instanceof ApiProblem ? serverFieldProblems(failure.problem, Object.keys(values)) : {},
      );
      setError(failure);
      return false;
    } finally {
      setBusy(false);
    }
  };

  return { values, set, problems, error, busy, submit };
}
