import type { Criticality } from '@gatehouse/contracts';
import { text } from '../text/en.js';

const order: readonly Criticality[] = ['low', 'medium', 'high', 'critical'];

export function CriticalityBars({ criticality }: { criticality: Criticality }) {
  const level = order.indexOf(criticality) + 1;
  return (
    <span className="nowrap">
      <span className="crit" aria-hidden="true">
        {order.map((step, index) => (
          <i key={step} className={index < level ? 'on' : undefined} />
        ))}
      </span>{' '}
      {text.common.criticality(criticality)}
    </span>
  );
}
