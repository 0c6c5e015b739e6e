import { importColumns, ImportKind } from '@gatehouse/contracts';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { importCsv } from '../../api/directory.js';
import { text } from '../../text/en.js';
import { LongField, PickField } from '../../ui/fields.js';
import { IconFileImport } from '../../ui/icons.js';
import { Note } from '../../ui/note.js';
import { ProblemNote } from '../../ui/problem-note.js';
import { usePageTitle } from '../../ui/use-page-title.js';
import { AdminHead } from './admin-head.js';
import { useAgain } from './use-again.js';

export function ImportPage() {
  usePageTitle(text.admin.importTitle);
  const [kind, setKind] = useState<ImportKind>('assets');
  const [csv, setCsv] = useState('');
  const again = useAgain(...ImportKind.options);
  const send = useMutation({ mutationFn: () => importCsv(kind, csv), onSettled: again });
  return (
    <main className="adm">
      <AdminHead title={text.admin.importTitle} lead={text.admin.importLead} />
      <div className="drop-c">
        <PickField
          label={text.admin.importKind}
          value={kind}
          choices={ImportKind.options.map((one) => ({ value: one, label: text.admin.importKindName(one) }))}
          onChange={(one) => {
            setKind(ImportKind.parse(one));
            send.reset();
          }}
        />
        <dl className="cols">
          <dt>{text.admin.importColumns}</dt>
          <dd className="mono break">{importColumns[kind].required.join(', ')}</dd>
          <dt>{text.admin.importMore}</dt>
          <dd className="mono break">{importColumns[kind].optional.join(', ')}</dd>
        </dl>
        {kind === 'targets' && <p className="hint">{text.admin.importTargetsHint}</p>}
        <label className="field">
          <span className="lab">{text.admin.importFile}</span>
          <input
            className="in"
            type="file"
            accept=".csv,text/csv"
            onChange={(event) => void event.currentTarget.files?.[0]?.text().then(setCsv)}
          />
        </label>
        <LongField mono rows={8} label={text.admin.importPaste} value={csv} onChange={setCsv} />
        <p>
          <button
            type="button"
            className="btn pri"
            disabled={csv.trim() === '' || send.isPending}
            onClick={() => send.mutate()}
          >
            <IconFileImport className="i" /> {text.admin.importGo}
          </button>
        </p>
        <ProblemNote error={send.error} />
        {send.data && (
          <Note kind={send.data.errors.length === 0 ? 'safe' : 'warn'}>
            {send.data.created === 0 ? text.admin.importNone : text.admin.importCreated(send.data.created)}
          </Note>
        )}
        {send.data && send.data.errors.length > 0 && (
          <div className="panel tw" role="region" aria-label={text.admin.importReason} tabIndex={0}>
            <table>
              <thead>
                <tr>
                  <th scope="col">{text.admin.importRow}</th>
                  <th scope="col">{text.admin.importField}</th>
                  <th scope="col">{text.admin.importReason}</th>
                </tr>
              </thead>
              <tbody>
                {send.data.errors.map((error, index) => (
                  <tr key={index}>
                    <td>{error.row}</td>
                    <td className="mono">{error.field}</td>
                    <td>{error.message}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </div>
    </main>
  );
}
