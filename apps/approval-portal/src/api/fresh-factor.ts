import { Signal } from './signal.js';

/** The person closed the question, so the call that wanted the factor was not made. */
export class FactorNotGiven extends Error {
  constructor() {
    super('no code was given');
    this.name = 'FactorNotGiven';
  }
}

export interface FactorQuestion {
  given(): void;
  closed(): void;
}

/** The question that is open now; the step-up dialog shows it. */
export const factorQuestion = new Signal<FactorQuestion | null>(null);

let open: Promise<void> | null = null;

/** Asks for a code and waits for it. Calls that want one at the same time share the same question. */
export function giveFreshFactor(): Promise<void> {
  open ??= new Promise<void>((resolve, reject) => {
    const finish = (end: () => void) => () => {
      open = null;
      factorQuestion.set(null);
      end();
    };
    factorQuestion.set({ given: finish(resolve), closed: finish(() => reject(new FactorNotGiven())) });
  });
  return open;
}
