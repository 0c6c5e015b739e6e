import { CopyButton } from '../../ui/copy-button.js';

/** Something that is typed or pasted into a viewer. */
export function ViewerFact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <code>{value}</code>
        <CopyButton value={value} what={name} />
      </dd>
    </div>
  );
}
