import type { EntitledTarget } from '@gatehouse/contracts';
import { Textarea, TextInput } from '@mantine/core';
import { decisionSentence } from '../../text/decision-sentence.js';
import { text } from '../../text/en.js';
import { IconDeviceDesktop, IconTerminal2 } from '../../ui/icons.js';
import { MachinePlate } from '../../ui/machine-plate.js';
import { Note } from '../../ui/note.js';
import { Rich } from '../../ui/rich.js';
import { Segmented } from '../../ui/segmented.js';
import { useMe } from '../../ui/use-me.js';
import { UnprovableIdentity } from '../../ui/unprovable-identity.js';
import { WeakEncryption } from '../../ui/weak-encryption.js';
import { useNow } from '../../ui/use-now.js';
import { protocolsOf, rightsOf } from './draft-rights.js';
import type { RequestDraft } from './request-draft.js';
import { slotOf } from './request-draft.js';
import { RightsFields } from './rights-fields.js';
import { SlotFields } from './slot-fields.js';

export function JobForm(props: {
  draft: RequestDraft;
  change: (part: Partial<RequestDraft>) => void;
  chosen: readonly EntitledTarget[];
  zone: string;
}) {
  const { draft, change, chosen, zone } = props;
  const me = useMe();
  const now = useNow(30_000);
  const slot = slotOf(draft, zone);
  return (
    <form className="job" aria-label={text.vendor.job} onSubmit={(event) => event.preventDefault()}>
      {chosen.length === 0 ? (
        <p className="plate-none">{text.vendor.chooseMachine}</p>
      ) : (
        <div className="plates">
          {chosen.map((target) => (
            <MachinePlate
              key={target.id}
              machine={{
                assetTag: target.asset.tag,
                assetName: target.asset.name,
                location: target.asset.location,
              }}
              place={target.site.name}
            >
              <div className="plate-x">
                <span>
                  {target.protocol === 'ssh' ? (
                    <IconTerminal2 className="i" />
                  ) : (
                    <IconDeviceDesktop className="i" />
                  )}{' '}
                  {text.request.way(target.protocol)}
                </span>
              </div>
            </MachinePlate>
          ))}
        </div>
      )}
      {chosen.map(
        ({ id, asset, identity }) =>
          identity === 'unprovable' && (
            <Note key={id} kind="warn">
              <span className="tag">{asset.tag}</span>
              <UnprovableIdentity />
            </Note>
          ),
      )}
      {chosen.map(
        ({ id, asset, site, weakAlgorithms }) =>
          weakAlgorithms !== null && (
            <Note key={id} kind="warn">
              <span className="tag">{asset.tag}</span>
              <WeakEncryption weak={weakAlgorithms} zone={site.timeZone} />
            </Note>
          ),
      )}
      <div className="grid2">
        <Textarea
          className="whole"
          label={text.vendor.purpose}
          size="md"
          rows={3}
          maxLength={2000}
          value={draft.purpose}
          onChange={(event) => change({ purpose: event.currentTarget.value })}
        />
        <TextInput
          label={text.vendor.workOrderLabel}
          size="md"
          maxLength={64}
          value={draft.workOrder}
          onChange={(event) => change({ workOrder: event.currentTarget.value })}
        />
        <Segmented<'yes' | 'no'>
          label={text.vendor.plannedChange}
          value={draft.plannedChange === null ? null : draft.plannedChange ? 'yes' : 'no'}
          onChange={(value) => change({ plannedChange: value === 'yes' })}
          segments={[
            { value: 'no', label: text.common.no },
            { value: 'yes', label: text.common.yes },
          ]}
        />
        <TextInput
          className="whole"
          label={text.vendor.where}
          size="md"
          maxLength={120}
          autoComplete="address-level2"
          value={draft.vendorLocation}
          onChange={(event) => change({ vendorLocation: event.currentTarget.value })}
        />
      </div>
      <SlotFields
        draft={draft}
        change={change}
        zone={zone}
        siteName={chosen[0]?.site.name ?? me.sites[0]?.name ?? ''}
      />
      <RightsFields targets={chosen} rights={draft.rights} change={(rights) => change({ rights })} />
      {chosen.length > 0 && slot.problem === null && (
        <section className="reads" aria-labelledby="reads-h">
          <h2 id="reads-h">{text.vendor.willRead}</h2>
          <p>
            <Rich
              of={decisionSentence(
                {
                  requester: { displayName: me.displayName, organisation: me.organisation?.name ?? null },
                  targets: chosen.map(({ asset }) => ({ assetName: asset.name, location: asset.location })),
                  rights: rightsOf(draft.rights, protocolsOf(chosen)),
                  plannedChange: draft.plannedChange ?? false,
                  window: slot.window,
                  zone,
                },
                now,
              )}
            />
          </p>
          <p className="hint">{text.vendor.wordsFollow}</p>
        </section>
      )}
    </form>
  );
}
