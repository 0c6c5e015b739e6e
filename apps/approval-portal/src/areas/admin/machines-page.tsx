import type { Asset, Target } from '@gatehouse/contracts';
import { TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router-dom';
import { assetsQuery, targetsQuery } from '../../api/directory.js';
import { text } from '../../text/en.js';
import { thousands } from '../../text/spans.js';
import { CriticalityBars } from '../../ui/criticality-bars.js';
import { EmptyState } from '../../ui/empty-state.js';
import { IconFileImport, IconPlus, IconSearch } from '../../ui/icons.js';
import { ListOf } from '../../ui/list-of.js';
import { MachineDrawing } from '../../ui/machine-plate.js';
import { SignWord } from '../../ui/sign-word.js';
import { usePageTitle } from '../../ui/use-page-title.js';
import { AddMachineDrawer } from './add-machine-drawer.js';
import { AddTargetDrawer } from './add-target-drawer.js';
import { AdminHead } from './admin-head.js';
import { byCriticality, machineRows, type MachineRow } from './machine-rows.js';
import { MachineDetail } from './machine-detail.js';

export function MachinesPage() {
  usePageTitle(text.admin.machines);
  const assets = useQuery(assetsQuery);
  const targets = useQuery(targetsQuery);
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  const [adding, setAdding] = useState<'machine' | 'target' | null>(null);
  const rows = machineRows(assets.data?.items ?? [], targets.data?.items ?? []);
  const row = rows.find(({ key }) => key === chosen) ?? null;
  return (
    <main className="adm">
      <AdminHead
        title={text.admin.machines}
        lead={text.admin.machinesLead(
          thousands(targets.data?.items.length ?? 0),
          thousands(assets.data?.items.length ?? 0),
        )}
      >
        <Link className="btn" to="/admin/import">
          <IconFileImport className="i" /> {text.admin.importTitle}
        </Link>
        <button type="button" className="btn" onClick={() => setAdding('machine')}>
          <IconPlus className="i" /> {text.admin.addMachine}
        </button>
        <button type="button" className="btn pri" onClick={() => setAdding('target')}>
          <IconPlus className="i" /> {text.admin.addTarget}
        </button>
      </AdminHead>
      <div className="tools">
        <TextInput
          className="field-w"
          type="search"
          aria-label={text.admin.find}
          placeholder={text.admin.find}
          leftSection={<IconSearch className="i" />}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      </div>
      <ListOf<Asset> query={assets} rows={6} empty={<EmptyState>{text.admin.noMachines}</EmptyState>}>
        {() => (
          <div className="split">
            <MachineTable
              rows={rows.filter(({ words }) => words.includes(typed.toLowerCase())).sort(byCriticality)}
              chosen={chosen}
              onChoose={setChosen}
            />
            {row ? (
              <MachineDetail key={row.key} asset={row.asset} target={row.target} />
            ) : (
              <aside className="panel dp muted">{text.admin.chooseMachine}</aside>
            )}
          </div>
        )}
      </ListOf>
      <AddMachineDrawer opened={adding === 'machine'} onClose={() => setAdding(null)} />
      <AddTargetDrawer opened={adding === 'target'} onClose={() => setAdding(null)} />
    </main>
  );
}

function MachineTable(props: { rows: MachineRow[]; chosen: string | null; onChoose: (key: string) => void }) {
  const { rows, chosen, onChoose } = props;
  return (
    <div className="panel tw" role="region" aria-label={text.admin.machines} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">{text.admin.machine}</th>
            <th scope="col">{text.admin.criticality}</th>
            <th scope="col">{text.admin.service}</th>
            <th scope="col">{text.admin.identity}</th>
            <th scope="col">{text.admin.credential}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, asset, target }) => (
            <tr key={key} className={key === chosen ? 'sel' : undefined}>
              <td>
                <div className="m-c">
                  <MachineDrawing name={asset.name} tag={asset.tag} />
                  <span className="two-l">
                    <button
                      type="button"
                      className="tag"
                      aria-expanded={key === chosen}
                      onClick={() => onChoose(key)}
                    >
                      {asset.tag}
                    </button>
                    <span className="muted">{[asset.name, asset.location].filter(Boolean).join(', ')}</span>
                  </span>
                </div>
              </td>
              <td>
                <CriticalityBars criticality={asset.criticality} />
              </td>
              <td>
                {target ? <Service target={target} /> : <span className="muted">{text.admin.noWayIn}</span>}
              </td>
              <td>{target && <Identity target={target} />}</td>
              <td>
                {target &&
                  (target.credential?.name ?? <span className="muted">{text.admin.noCredential}</span>)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Service({ target }: { target: Target }) {
  return (
    <span className="two-l">
      <span>{`${target.protocol.toUpperCase()} ${target.port}`}</span>
      <span className="muted mono">{target.address}</span>
    </span>
  );
}

function Identity({ target }: { target: Target }) {
  if (target.suspendedAt !== null) return <SignWord kind="stop">{text.admin.blocked}</SignWord>;
  if (target.hostKey === null) return <SignWord kind="warn">{text.admin.identityUnknown}</SignWord>;
  if (target.hostKey.fingerprint === null) return <SignWord kind="warn">{text.request.unprovable}</SignWord>;
  return <SignWord kind="safe">{text.admin.identityKnown}</SignWord>;
}
