import { NewSiteBody, NewZoneBody, type Site, type Zone } from '@gatehouse/contracts';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { addSite, addZone, reinstate, sitesQuery, suspend, zonesQuery } from '../../api/directory.js';
import { text } from '../../text/en.js';
import { clock } from '../../text/plant-time.js';
import { EmptyState } from '../../ui/empty-state.js';
import { PickField, TextField } from '../../ui/fields.js';
import { FormDrawer } from '../../ui/form-drawer.js';
import { IconPlus } from '../../ui/icons.js';
import { ListOf } from '../../ui/list-of.js';
import { ProblemNote } from '../../ui/problem-note.js';
import { SignWord } from '../../ui/sign-word.js';
import { useForm } from '../../ui/use-form.js';
import { useNow } from '../../ui/use-now.js';
import { usePageTitle } from '../../ui/use-page-title.js';
import { AdminHead } from './admin-head.js';
import { useAgain } from './use-again.js';
import { ViewerPasswordsButton } from './viewer-passwords-button.js';

export function SitesPage() {
  usePageTitle(text.admin.sites);
  const sites = useQuery(sitesQuery);
  const zones = useQuery(zonesQuery).data?.items ?? [];
  const [adding, setAdding] = useState<'site' | 'zone' | null>(null);
  return (
    <main className="adm">
      <AdminHead title={text.admin.sites} lead={text.admin.sitesLead}>
        <button type="button" className="btn" onClick={() => setAdding('zone')}>
          <IconPlus className="i" /> {text.admin.addZone}
        </button>
        <button type="button" className="btn pri" onClick={() => setAdding('site')}>
          <IconPlus className="i" /> {text.admin.addSite}
        </button>
      </AdminHead>
      <ListOf query={sites} rows={2} empty={<EmptyState>{text.admin.noSites}</EmptyState>}>
        {(items) => (
          <ul className="hk">
            {items.map((site) => (
              <SiteCard key={site.id} site={site} zones={zones.filter(({ siteId }) => siteId === site.id)} />
            ))}
          </ul>
        )}
      </ListOf>
      {adding === 'site' && <AddSiteDrawer onClose={() => setAdding(null)} />}
      {adding === 'zone' && <AddZoneDrawer sites={sites.data?.items ?? []} onClose={() => setAdding(null)} />}
    </main>
  );
}

function SiteCard({ site, zones }: { site: Site; zones: Zone[] }) {
  const now = useNow(10_000);
  const again = useAgain('sites', 'targets', 'grants', 'sessions');
  const stop = useMutation({
    mutationFn: () => (site.suspendedAt === null ? suspend : reinstate)('sites', site.id),
    onSettled: again,
  });
  return (
    <li className="panel hk-i">
      <div className="stack">
        <h2>
          {site.name} <span className="muted mono">{site.slug}</span>
        </h2>
        {site.suspendedAt !== null && <SignWord kind="stop">{text.admin.blocked}</SignWord>}
        <dl>
          <dt>{text.admin.timeZone}</dt>
          <dd>{`${site.timeZone}, ${clock(now, site.timeZone)}`}</dd>
          <dt>{text.common.controlRoom}</dt>
          <dd>{site.controlRoomPhone ?? text.admin.noPhone}</dd>
          <dt>{text.admin.viewerPasswords}</dt>
          <dd>{site.allowsViewerPasswords ? text.admin.viewerPasswordsOn : text.admin.viewerPasswordsOff}</dd>
        </dl>
        <ProblemNote error={stop.error} />
        <p>
          <button
            type="button"
            className={`btn ${site.suspendedAt === null ? 'deny' : ''}`}
            disabled={stop.isPending}
            onClick={() => stop.mutate()}
          >
            {site.suspendedAt === null ? text.admin.block : text.admin.unblock}
          </button>
          <ViewerPasswordsButton site={site} />
        </p>
      </div>
      <div>
        <h3>{text.admin.zones}</h3>
        {zones.length === 0 && <p className="muted">{text.admin.noZones}</p>}
        <ul className="role-l">
          {zones.map((zone) => (
            <li key={zone.id}>
              <span>{zone.name}</span>
              {zone.purdueLevel !== null && (
                <span className="muted">{text.admin.purdue(zone.purdueLevel)}</span>
              )}
            </li>
          ))}
        </ul>
      </div>
    </li>
  );
}

function AddSiteDrawer({ onClose }: { onClose: () => void }) {
  const again = useAgain('sites', 'me');
  const form = useForm({
    initial: {
      name: '',
      slug: '',
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      controlRoomPhone: '',
    },
    schema: NewSiteBody,
    body: ({ controlRoomPhone, ...rest }) => ({
      ...rest,
      ...(controlRoomPhone.trim() === '' ? {} : { controlRoomPhone }),
    }),
    send: async (body) => {
      await addSite(body);
      await again();
    },
  });
  const { values, set, problems } = form;
  return (
    <FormDrawer opened title={text.admin.addSite} onClose={onClose} {...form}>
      <TextField
        focus
        label={text.admin.name}
        value={values.name}
        error={problems['name']}
        onChange={(name) => set('name', name)}
      />
      <TextField
        mono
        label={text.admin.slug}
        hint={text.admin.slugHint}
        value={values.slug}
        error={problems['slug']}
        onChange={(slug) => set('slug', slug)}
      />
      <PickField
        label={text.admin.timeZone}
        value={values.timeZone}
        error={problems['timeZone']}
        choices={Intl.supportedValuesOf('timeZone').map((zone) => ({
          value: zone,
          label: zone.replaceAll('_', ' '),
        }))}
        onChange={(zone) => set('timeZone', zone)}
      />
      <TextField
        type="tel"
        label={text.admin.controlRoomPhone}
        value={values.controlRoomPhone}
        error={problems['controlRoomPhone']}
        onChange={(phone) => set('controlRoomPhone', phone)}
      />
    </FormDrawer>
  );
}

function AddZoneDrawer({ sites, onClose }: { sites: Site[]; onClose: () => void }) {
  const again = useAgain('zones');
  const form = useForm({
    initial: { siteId: sites[0]?.id ?? '', name: '', purdueLevel: '' },
    schema: NewZoneBody,
    body: ({ purdueLevel, ...rest }) => ({
      ...rest,
      ...(purdueLevel.trim() === '' ? {} : { purdueLevel: Number(purdueLevel) }),
    }),
    send: async (body) => {
      await addZone(body);
      await again();
    },
  });
  const { values, set, problems } = form;
  return (
    <FormDrawer opened title={text.admin.addZone} onClose={onClose} {...form}>
      <PickField
        label={text.admin.site}
        value={values.siteId}
        error={problems['siteId']}
        choices={sites.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(id) => set('siteId', id)}
      />
      <TextField
        focus
        label={text.admin.name}
        value={values.name}
        error={problems['name']}
        onChange={(name) => set('name', name)}
      />
      <TextField
        label={text.admin.purdueLabel}
        value={values.purdueLevel}
        error={problems['purdueLevel']}
        onChange={(level) => set('purdueLevel', level)}
      />
    </FormDrawer>
  );
}
