import { z } from 'zod';

/** As the graph's type `Reason`; every document here selects it by the fragment `Why`. */
export const REASON = z.object({
  code: z.string(),
  owner: z.string(),
  message: z.string(),
  since: z.string().nullish(),
  remedy: z
    .object({ label: z.string(), section: z.string().nullish(), requiredPermission: z.string().nullish() })
    .nullish(),
});
export type Reason = z.output<typeof REASON>;

export const WHY = `fragment Why on Reason { code owner message since remedy { label section requiredPermission } }`;

/** What would help, where, and which permission whoever does it needs. Null when nothing needs to change. */
export function describeRemedy(reason: Reason | null): string | null {
  if (!reason?.remedy) return null;
  const { label, section, requiredPermission } = reason.remedy;
  const where = section ? `in Settings › ${titleOf(section)}` : null;
  const who = requiredPermission ? `needs ${requiredPermission}` : null;
  const how = [where, who].filter((part) => part !== null).join(', ');
  return how === '' ? label : `${label} (${how})`;
}

function titleOf(section: string): string {
  return section
    .split('_')
    .map((word) => word.slice(0, 1) + word.slice(1).toLowerCase())
    .join(' ');
}
