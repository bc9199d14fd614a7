import { useEffect, useState, type ReactNode } from 'react';

const SHOWN_MS = 2_000;

export function CopyButton({ text, label }: { readonly text: string; readonly label: string }): ReactNode {
  const [said, setSaid] = useState<string | null>(null);
  useEffect(() => {
    if (said === null) return undefined;
    const timer = setTimeout(() => setSaid(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = (): void => {
    // Only a secure context has a clipboard: over plain http from another machine there is none to write to.
    const written =
      'clipboard' in navigator ? navigator.clipboard.writeText(text) : Promise.reject(new Error('no clipboard'));
    written.then(
      () => setSaid('Copied'),
      () => setSaid('Not copied: select it instead'),
    );
  };
  return (
    <>
      <button type="button" className="bailiwick-small" aria-label={label} onClick={copy}>
        Copy
      </button>
      <span role="status" className="bailiwick-said">
        {said}
      </span>
    </>
  );
}
