import { useId, type ReactNode } from 'react';

/** A control under its label. */
export function Field({
  label,
  kind,
  children,
}: {
  readonly label: string;
  readonly kind?: string;
  readonly children: (id: string) => ReactNode;
}): ReactNode {
  const id = useId();
  return (
    <div className={kind === undefined ? 'bailiwick-field' : `bailiwick-field bailiwick-${kind}`}>
      <label htmlFor={id}>{label}</label>
      {children(id)}
    </div>
  );
}
