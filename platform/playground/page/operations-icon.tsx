import type { ReactNode } from 'react';

export function OperationsIcon(): ReactNode {
  return (
    <svg
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      aria-hidden="true"
    >
      <path d="M3 4.5h1M3 10h1M3 15.5h1M7.5 4.5h9.5M7.5 10h9.5M7.5 15.5h6" />
    </svg>
  );
}
