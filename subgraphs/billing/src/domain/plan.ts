import type { FeatureName, GrantValue } from './feature.js';

export interface Price {
  readonly id: string;
  readonly currency: string;
  readonly unitAmountMinor: bigint;
  readonly interval: 'MONTH' | 'YEAR';
  /** What one unit is: the plan itself, or one seat beyond those that it includes. */
  readonly unit: 'PLAN' | 'SEAT';
}

/** One version of a plan. It never changes once published: who subscribed to it keeps it until they choose again. */
export interface Plan {
  readonly code: string;
  readonly version: number;
  readonly name: string;
  /** Nothing is ever due, so nothing can be overdue. */
  readonly free: boolean;
  /** False for plans that nobody can choose, such as the one of whoever runs the platform. */
  readonly listed: boolean;
  readonly trialDays: number;
  /** How long a customer keeps everything after a payment failed. */
  readonly graceDays: number;
  readonly prices: readonly Price[];
  readonly grants: Readonly<Partial<Record<FeatureName, GrantValue>>>;
}

export const sellsSeats = (plan: Plan): boolean => plan.prices.some((price) => price.unit === 'SEAT');
