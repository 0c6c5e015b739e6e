import { Criticality, type Policy, type Site, type Zone } from '@gatehouse/contracts';
import { text } from '../../text/en.js';
import { SentenceChoice } from './sentence-choice.js';

export type Scope = Pick<Policy, 'siteId' | 'zoneId' | 'criticality'>;

export function PolicyScope(props: {
  scope: Scope;
  sites: readonly Site[];
  zones: readonly Zone[];
  fixed: boolean;
  onChange: (scope: Scope) => void;
}) {
  const { scope, sites, zones, fixed, onChange } = props;
  const { s } = text.admin;
  const criticality = Criticality.safeParse(scope.criticality);
  return (
    <p>
      <span className="lead">{s.when}</span> {s.asksFor}{' '}
      <SentenceChoice<string>
        label={text.admin.criticality}
        disabled={fixed}
        value={criticality.success ? criticality.data : 'any'}
        choices={[
          { value: 'any', label: text.admin.anyMachine },
          ...Criticality.options.map((level) => ({
            value: level,
            label: text.admin.machinesOf(text.common.criticality(level)),
          })),
        ]}
        onChange={(level) =>
          onChange({ ...scope, criticality: level === 'any' ? null : Criticality.parse(level) })
        }
      />{' '}
      {s.inZone}{' '}
      <SentenceChoice
        label={text.admin.zone}
        disabled={fixed}
        value={scope.zoneId ?? 'any'}
        choices={[
          { value: 'any', label: text.admin.anyZone },
          ...zones
            .filter(({ siteId }) => siteId === scope.siteId)
            .map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={(id) => onChange({ ...scope, zoneId: id === 'any' ? null : id })}
      />{' '}
      {s.at}{' '}
      <SentenceChoice
        label={text.admin.site}
        disabled={fixed}
        value={scope.siteId}
        choices={sites.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(siteId) => onChange({ ...scope, siteId, zoneId: null })}
      />
      ,
    </p>
  );
}
