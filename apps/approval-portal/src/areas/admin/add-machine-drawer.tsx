import { Criticality, NewAssetBody } from '@gatehouse/contracts';
import { useQuery } from '@tanstack/react-query';
import { addAsset, sitesQuery, zonesQuery } from '../../api/directory.js';
import { text } from '../../text/en.js';
import { PickField, TextField } from '../../ui/fields.js';
import { FormDrawer } from '../../ui/form-drawer.js';
import { useForm } from '../../ui/use-form.js';
import { useAgain } from './use-again.js';

export function AddMachineDrawer({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const sites = useQuery(sitesQuery).data?.items ?? [];
  const zones = useQuery(zonesQuery).data?.items ?? [];
  const again = useAgain('assets');
  const form = useForm({
    initial: { siteId: '', zoneId: '', tag: '', name: '', location: '', criticality: 'medium' },
    schema: NewAssetBody,
    body: ({ location, siteId, ...rest }) => ({
      ...rest,
      siteId: siteId || sites[0]?.id,
      ...(location.trim() === '' ? {} : { location }),
    }),
    send: async (body) => {
      await addAsset(body);
      await again();
    },
  });
  const { values, set, problems } = form;
  const siteId = values.siteId || (sites[0]?.id ?? '');
  return (
    <FormDrawer title={text.admin.addMachine} opened={opened} onClose={onClose} {...form}>
      <TextField
        focus
        label={text.admin.tag}
        hint={text.admin.tagHint}
        value={values.tag}
        error={problems['tag']}
        onChange={(tag) => set('tag', tag)}
      />
      <TextField
        label={text.admin.machineName}
        value={values.name}
        error={problems['name']}
        onChange={(name) => set('name', name)}
      />
      <TextField
        label={text.admin.location}
        value={values.location}
        error={problems['location']}
        onChange={(location) => set('location', location)}
      />
      <PickField
        label={text.admin.site}
        value={siteId}
        error={problems['siteId']}
        choices={sites.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(id) => {
          set('siteId', id);
          set('zoneId', '');
        }}
      />
      <PickField
        label={text.admin.zone}
        value={values.zoneId}
        error={problems['zoneId']}
        choices={zones
          .filter((zone) => zone.siteId === siteId)
          .map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(id) => set('zoneId', id)}
      />
      <PickField
        label={text.admin.criticality}
        value={values.criticality}
        error={problems['criticality']}
        choices={Criticality.options.map((level) => ({
          value: level,
          label: text.common.criticality(level),
        }))}
        onChange={(level) => set('criticality', level)}
      />
    </FormDrawer>
  );
}
