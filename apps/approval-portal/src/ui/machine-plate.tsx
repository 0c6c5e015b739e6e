import type { ReactNode } from 'react';
import { machineDrawings } from './machine-drawings.js';
import { machineKind } from './machine-kind.js';

export interface MachineNames {
  assetTag: string;
  assetName: string;
  location: string;
}

/** The machine's identity plate: the inverse of the page, like the engraved label on the machine. */
export function MachinePlate(props: {
  machine: MachineNames;
  place?: string;
  className?: string;
  children?: ReactNode;
}) {
  const { machine, place, className = '', children } = props;
  const where = [machine.location, place].filter(Boolean).join(', ');
  return (
    <div className={`plate ${className}`}>
      <MachineDrawing name={machine.assetName} tag={machine.assetTag} />
      <div className="plate-t">
        <strong className="tag">{machine.assetTag}</strong>
        <span className="plate-n">
          {machine.assetName}
          {where !== '' && <span className="plate-w">{where}</span>}
        </span>
      </div>
      {children}
    </div>
  );
}

export function MachineDrawing({ name, tag }: { name: string; tag: string }) {
  return (
    <svg className="photo" viewBox="0 0 120 80" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
      {machineDrawings[machineKind(name, tag)]}
    </svg>
  );
}
