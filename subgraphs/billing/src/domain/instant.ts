const MS_PER_HOUR = 3_600_000;

export const hoursAfter = (at: Date, hours: number): Date => new Date(at.getTime() + hours * MS_PER_HOUR);

export const daysAfter = (at: Date, days: number): Date => hoursAfter(at, days * 24);

/** Adds calendar months in UTC; the 31st becomes the last day of a shorter month, as customers expect of a billing day. */
export function monthsAfter(at: Date, months: number): Date {
  const moved = new Date(at);
  moved.setUTCDate(1);
  moved.setUTCMonth(at.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(moved.getUTCFullYear(), moved.getUTCMonth() + 1, 0)).getUTCDate();
  moved.setUTCDate(Math.min(at.getUTCDate(), lastDay));
  return moved;
}

export const later = (one: Date, other: Date): Date => (other > one ? other : one);

export const earlier = (one: Date, other: Date): Date => (other < one ? other : one);

export const byTime = (one: Date, other: Date): number => one.getTime() - other.getTime();

/** For sentences: to the minute, in UTC, the same on every machine, because a reason is carried byte for byte. */
export const spell = (at: Date): string => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
