import { Link, useRouteError } from 'react-router-dom';
import { text } from '../text/en.js';

export function NotHere() {
  return (
    <main className="plain">
      <h1>{text.common.notFound}</h1>
      <Link className="btn" to="/">
        {text.common.toStart}
      </Link>
    </main>
  );
}

/** A page that broke, or a part that could not be fetched because a newer portal is there. */
export function Broken() {
  const error = useRouteError();
  return (
    <main className="plain" data-error={error instanceof Error ? error.message : undefined}>
      <h1 role="alert">{text.common.crashed}</h1>
      <button type="button" className="btn pri" onClick={() => location.reload()}>
        {text.common.reload}
      </button>
    </main>
  );
}
