import { z } from 'zod';
import type { Contract } from '../contract/contract.js';
import { placeIn, placeOf, type Check, type Found } from '../contract/finding.js';
import type { PlannedOperation } from '../contract/plan.js';
import { readJson, writeJson } from '../contract/read-json.js';

/** How many requests each operation costs, and one after another how many. */
export const PLANS_FILE = 'schema/contract/plans.json';

const budget = z.object({ fetches: z.number().int(), depth: z.number().int(), plan: z.array(z.string()) });
const budgets = z.record(z.string(), budget);
type Budget = z.infer<typeof budget>;

export const planBudget: Check = {
  name: 'plans',
  holds: 'every registered operation stays within the fetches and the depth that are recorded for it',
  needsGraph: true,
  codes: {
    PLAN_OVER_BUDGET: {
      severity: 'error',
      title: 'an operation costs more hops than it did',
      explain:
        'The gateway would send more requests for the operation, or more of them one after another. Usually a field moved to another domain, or an entity is now reached through one. If the price is right, say so: run `npm run schema:check -- --update` and let the change of `schema/contract/plans.json` be reviewed.',
    },
    PLAN_CHANGED: {
      severity: 'warning',
      title: 'an operation is planned differently, for no more hops',
      explain:
        'The plan is cheaper than the record, or goes elsewhere. Run `npm run schema:check -- --update`, so that the budget is the new one.',
    },
    PLAN_UNRECORDED: {
      severity: 'error',
      title: 'an operation without a budget',
      explain:
        'A registered operation has no entry in `schema/contract/plans.json`. Run `npm run schema:check -- --update`, look at what it costs, and commit it.',
    },
    PLAN_UNUSED: {
      severity: 'warning',
      title: 'a budget of no operation',
      explain: 'The operation is gone. Run `npm run schema:check -- --update`.',
    },
  },
  run: async (contract) => {
    const planned = await contract.plans();
    const recorded = readJson(contract.tree, PLANS_FILE, budgets) ?? {};
    const registered = planned.filter(({ operation }) => operation.isRegistered);
    const names = new Set(registered.map(({ operation }) => operation.name));
    return [
      ...planned.flatMap((each) => judge(each, recorded[each.operation.name])),
      ...Object.keys(recorded)
        .filter((name) => !names.has(name) && !isUnreadable(contract, name))
        .map((name) => unused(contract, name)),
    ];
  },
  record: async (contract) => {
    const planned = (await contract.plans()).filter(({ operation }) => operation.isRegistered);
    const entries = planned.map((each) => [each.operation.name, budgetOf(each)] as const);
    return { [PLANS_FILE]: writeJson(Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)))) };
  },
};

/** An operation that does not validate has no plan: its own finding is enough. */
function isUnreadable({ operations }: Contract, name: string): boolean {
  return operations.some((file) => file.operations.some((operation) => operation.name === name));
}

function judge(planned: PlannedOperation, recorded: Budget | undefined): Found[] {
  const { name, node, place, isRegistered } = planned.operation;
  const now = budgetOf(planned);
  const at = { place: place ?? placeOf(node), coordinate: name };
  if (recorded === undefined) {
    const message = `${name} costs ${costOf(now)} and has no budget. Run npm run schema:check -- --update and commit it.`;
    return isRegistered ? [{ code: 'PLAN_UNRECORDED', message, ...at }] : [];
  }
  if (now.fetches > recorded.fetches || now.depth > recorded.depth) {
    const added = now.plan.filter((line) => !recorded.plan.includes(line));
    const message = `${name} costs ${costOf(now)}; its budget is ${costOf(recorded)}. New: ${added.join('; ')}. Take the hop out, or run npm run schema:check -- --update and have it reviewed.`;
    return [{ code: 'PLAN_OVER_BUDGET', message, ...at }];
  }
  if (now.plan.join() === recorded.plan.join()) return [];
  const message = `${name} is planned differently, for ${costOf(now)}. Run npm run schema:check -- --update.`;
  return isRegistered ? [{ code: 'PLAN_CHANGED', message, ...at }] : [];
}

function unused({ tree }: Contract, name: string): Found {
  const place = placeIn(PLANS_FILE, tree.read(PLANS_FILE), `"${name}"`);
  const message = `There is no operation ${name}. Run npm run schema:check -- --update.`;
  return { code: 'PLAN_UNUSED', message, place, coordinate: name };
}

/** One line per fetch: when, whom, and where the answer goes. Sorted, since parallel fetches have no order. */
function budgetOf({ fetches, depth }: PlannedOperation): Budget {
  const lines = fetches.map(
    (fetch) => `${fetch.depth} ${fetch.service}${fetch.path.length === 0 ? '' : ` at ${fetch.path.join('.')}`}`,
  );
  return { fetches: fetches.length, depth, plan: lines.sort() };
}

const costOf = ({ fetches, depth }: Budget): string =>
  `${fetches} ${fetches === 1 ? 'fetch' : 'fetches'}, ${depth} deep`;
