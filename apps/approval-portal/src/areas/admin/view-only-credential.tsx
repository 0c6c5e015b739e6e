import { useQuery } from '@tanstack/react-query';
import { credentialsQuery } from '../../api/directory.js';
import { text } from '../../text/en.js';

/** By which credential a machine is signed in to where nothing but looking was granted. Nothing where it has none of its own. */
export function ViewOnlyCredential({ id }: { id: string | null }) {
  const credentials = useQuery({ ...credentialsQuery, enabled: id !== null }).data?.items ?? [];
  if (id === null) return null;
  return (
    <>
      <dt>{text.admin.viewOnlyCredentialFact}</dt>
      <dd>{credentials.find((each) => each.id === id)?.name ?? text.common.notKnown}</dd>
    </>
  );
}
