import type { Check } from '../contract/finding.js';
import { actions } from './actions.js';
import { boot } from './boot.js';
import { composition } from './composition.js';
import { conventions } from './conventions.js';
import { diff } from './diff.js';
import { directives } from './directives.js';
import { drift } from './drift.js';
import { events } from './events.js';
import { frontend } from './frontend.js';
import { gateway } from './gateway.js';
import { meaning } from './meaning.js';
import { operations } from './operations.js';
import { ownership } from './ownership.js';
import { planBudget } from './plan-budget.js';
import { reasons } from './reasons.js';
import { survival } from './survival.js';

/** All checks, in the order in which they run. */
export const CHECKS: readonly Check[] = [
  ...[directives, composition, drift, diff, operations, frontend, planBudget, survival, ownership],
  ...[gateway, boot, reasons, actions, events, conventions, meaning],
];
