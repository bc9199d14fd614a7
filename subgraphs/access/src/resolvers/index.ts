import { accessDecisionResolvers } from './access-decision.js';
import { accessStateResolvers } from './access-state.js';
import type { Parts } from './context.js';
import { roleAssignmentResolvers } from './role-assignment.js';
import { roleResolvers } from './role.js';
import { settingsResolvers } from './settings.js';

/** Every field of access's part of the graph. */
export function accessResolvers(parts: Parts): Record<string, unknown> {
  const states = accessStateResolvers(parts);
  const decisions = accessDecisionResolvers(parts);
  const settings = settingsResolvers(parts);
  const roles = roleResolvers(parts);
  const assignments = roleAssignmentResolvers(parts);
  const Query = { ...states.Query, ...decisions.Query, ...settings.Query, ...roles.Query };
  return { ...states, ...decisions, ...settings, ...roles, ...assignments, Query };
}
