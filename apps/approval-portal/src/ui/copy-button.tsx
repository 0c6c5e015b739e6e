import { IconCheck, IconCopy } from './icons.js';
import { useEffect, useState } from 'react';
import { text } from '../text/en.js';

export function CopyButton({ value, what, small = true }: { value: string; what: string; small?: boolean }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2500);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = () => void navigator.clipboard.writeText(value).then(() => setCopied(true));
  return (
    <button
      type="button"
      className={`btn ${small ? 'sm' : ''}`}
      onClick={copy}
      aria-label={text.common.copyWhat(what)}
    >
      {copied ? <IconCheck className="i" /> : <IconCopy className="i" />}
      <span aria-live="polite">{copied ? text.common.copied : text.common.copy}</span>
    </button>
  );
}
