import type { Request, Response } from 'express';
import type { DataSource } from 'typeorm';

const answerWithinMs = 2_000;

/** GET /health: 200 when this node can serve, which it cannot without its database; 503 otherwise. Says no more. */
export function serveHealth(database: Pick<DataSource, 'query'>) {
  return async (_request: Request, response: Response): Promise<void> => {
    const status = (await answers(database)) ? 200 : 503;
    response.status(status).json({ status: status === 200 ? 'ok' : 'database not reached' });
  };
}

async function answers(database: Pick<DataSource, 'query'>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), answerWithinMs);
  });
  const query = database.query('SELECT 1').then(
    () => true,
    () => false,
  );
  try {
    return await Promise.race([query, late]);
  } finally {
    clearTimeout(timer);
  }
}
