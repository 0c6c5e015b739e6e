import { Link, useRouteError } from 'react-router-dom';
import { text } from '../text/en.js';

export function NotHere() {
  return (
    <main className="plain">
      <p>{text.common.notFound}</p>
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
    <main className="plain" role="alert" data-error={error instanceof Error ? error.message : undefined}>
      <p>{text.common.crashed}</p>
      <button type="button" className="btn pri" onClick={() => location.reload()}>
        {text.common.reload}
      </button>
    </main>
  );
}
