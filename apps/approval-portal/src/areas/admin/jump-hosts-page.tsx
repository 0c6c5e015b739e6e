import type { JumpHost } from '@gatehouse/contracts';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { jumpHostsQuery, scanJumpHost } from '../../api/directory.js';
import { text } from '../../text/en.js';
import { EmptyState } from '../../ui/empty-state.js';
import { IconPlus } from '../../ui/icons.js';
import { ListOf } from '../../ui/list-of.js';
import { Note } from '../../ui/note.js';
import { ProblemNote } from '../../ui/problem-note.js';
import { SignWord } from '../../ui/sign-word.js';
import { usePageTitle } from '../../ui/use-page-title.js';
import { AdminHead } from './admin-head.js';
import { AddJumpHostDrawer, ChangeJumpHostDrawer } from './jump-host-drawers.js';
import { useAgain } from './use-again.js';

export function JumpHostsPage() {
  usePageTitle(text.admin.jumpHosts);
  const jumpHosts = useQuery(jumpHostsQuery);
  const [adding, setAdding] = useState(false);
  const [changing, setChanging] = useState<JumpHost | null>(null);
  const again = useAgain('jump-hosts', 'host-keys');
  const scan = useMutation({ mutationFn: (id: string) => scanJumpHost(id), onSettled: again });
  return (
    <main className="adm">
      <AdminHead title={text.admin.jumpHosts} lead={text.admin.jumpHostsLead}>
        <button type="button" className="btn pri" onClick={() => setAdding(true)}>
          <IconPlus className="i" /> {text.admin.addJumpHost}
        </button>
      </AdminHead>
      {scan.data && <Note kind="must">{text.admin.scanned(scan.data.fingerprint)}</Note>}
      <ProblemNote error={scan.error} />
      <ListOf query={jumpHosts} empty={<EmptyState>{text.admin.noJumpHosts}</EmptyState>}>
        {(items) => (
          <div className="panel tw" role="region" aria-label={text.admin.jumpHosts} tabIndex={0}>
            <table>
              <thead>
                <tr>
                  <th scope="col">{text.admin.name}</th>
                  <th scope="col">{text.admin.address}</th>
                  <th scope="col">{text.admin.via}</th>
                  <th scope="col">{text.admin.identity}</th>
                  <th scope="col">{text.admin.credential}</th>
                  <th scope="col">
                    <span className="sr">{text.admin.actions}</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {items.map((jumpHost) => (
                  <tr key={jumpHost.id}>
                    <td>
                      <b>{jumpHost.name}</b>
                    </td>
                    <td className="mono">{`${jumpHost.account}@${jumpHost.address}:${jumpHost.port}`}</td>
                    <td>{jumpHost.via?.name ?? <span className="muted">{text.admin.viaNone}</span>}</td>
                    <td>
                      {jumpHost.hostKey === null ? (
                        <SignWord kind="warn">{text.admin.identityUnknown}</SignWord>
                      ) : (
                        <SignWord kind="safe">{text.admin.identityKnown}</SignWord>
                      )}
                    </td>
                    <td>
                      {jumpHost.credential?.name ?? <span className="muted">{text.admin.noCredential}</span>}
                    </td>
                    <td>
                      <div className="acts-c">
                        <button
                          type="button"
                          className="btn sm"
                          disabled={scan.isPending}
                          onClick={() => scan.mutate(jumpHost.id)}
                        >
                          {text.admin.scan}
                        </button>
                        <button type="button" className="btn sm" onClick={() => setChanging(jumpHost)}>
                          {text.admin.changeTarget}
                        </button>
                      </div>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </ListOf>
      {adding && <AddJumpHostDrawer onClose={() => setAdding(false)} />}
      {changing && (
        <ChangeJumpHostDrawer key={changing.id} jumpHost={changing} onClose={() => setChanging(null)} />
      )}
    </main>
  );
}
