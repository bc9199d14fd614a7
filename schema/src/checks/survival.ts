import { z } from 'zod';
import type { Contract } from '../contract/contract.js';
import { placeIn, placeOf, type Check, type Found } from '../contract/finding.js';
import type { PlannedOperation } from '../contract/plan.js';
import { readJson, writeJson } from '../contract/read-json.js';
import { surviveWithout, type Survival } from '../contract/survival.js';

/** What remains of each operation while one domain answers nothing. */
export const SURVIVAL_FILE = 'schema/contract/survival.json';

const remains = z.object({ kept: z.number().int(), lost: z.array(z.string()) });
const table = z.record(z.string(), z.record(z.string(), remains));
type Remains = z.infer<typeof remains>;

export const survival: Check = {
  name: 'survival',
  holds: 'no domain’s outage takes another domain’s fields out of a registered operation',
  needsGraph: true,
  codes: {
    SURVIVAL_FOREIGN_LOSS: {
      severity: 'error',
      title: 'one domain’s outage takes another’s fields',
      explain:
        'While one domain answers nothing, a field that another domain answers would be null too: a null in a non-null place travels up and takes its siblings along, or a fetch waits for a fact of the domain that is down. Make the field of the domain that is down nullable, or take the fact from an event.',
    },
    SURVIVAL_LESS: {
      severity: 'error',
      title: 'less remains of an operation than is recorded',
      explain:
        'Without one domain the operation loses more than `schema/contract/survival.json` says, though nothing of another domain. If that is how it should be, run `npm run schema:check -- --update` and have the change reviewed.',
    },
    SURVIVAL_CHANGED: {
      severity: 'warning',
      title: 'the survival record is old',
      explain: 'What remains is not less than recorded, but not the same. Run `npm run schema:check -- --update`.',
    },
    SURVIVAL_UNRECORDED: {
      severity: 'error',
      title: 'an operation without a survival record',
      explain:
        'A registered operation has no entry in `schema/contract/survival.json`, or none for a domain that it asks. Run `npm run schema:check -- --update`, look at what remains of it, and commit it.',
    },
    SURVIVAL_UNUSED: {
      severity: 'warning',
      title: 'a survival record of no operation',
      explain: 'The operation, or its use of the domain, is gone. Run `npm run schema:check -- --update`.',
    },
  },
  run: async (contract) => {
    const [api, planned] = [await contract.api(), await contract.plans()];
    const recorded = readJson(contract.tree, SURVIVAL_FILE, table) ?? {};
    const outages = planned.flatMap((each) =>
      servicesOf(each).map((down) => ({ planned: each, down, now: surviveWithout(api, each, down) })),
    );
    return [
      ...outages.flatMap((outage) => judge(outage, recorded[outage.planned.operation.name]?.[outage.down])),
      ...Object.entries(recorded).flatMap(([name, domains]) =>
        Object.keys(domains)
          .filter((down) => !outages.some((each) => each.planned.operation.name === name && each.down === down))
          .map((down) => unused(contract, name, down)),
      ),
    ];
  },
  record: async (contract) => {
    const [api, planned] = [await contract.api(), await contract.plans()];
    const registered = planned.filter(({ operation }) => operation.isRegistered);
    const rows = registered.map((each) => [each.operation.name, rowOf(each)] as const);
    return { [SURVIVAL_FILE]: writeJson(Object.fromEntries(rows.sort(([a], [b]) => (a < b ? -1 : 1)))) };

    function rowOf(each: PlannedOperation): Record<string, Remains> {
      const outages = servicesOf(each).map((down) => [down, surviveWithout(api, each, down)] as const);
      return Object.fromEntries(outages.map(([down, { kept, lost }]) => [down, { kept, lost: [...lost] }]));
    }
  },
};

function servicesOf({ fetches }: PlannedOperation): readonly string[] {
  return [...new Set(fetches.map(({ service }) => service))].sort();
}

interface Outage {
  readonly planned: PlannedOperation;
  readonly down: string;
  readonly now: Survival;
}

function judge({ planned, down, now }: Outage, recorded: Remains | undefined): Found[] {
  const { name, node, place, isRegistered } = planned.operation;
  const at = { place: place ?? placeOf(node), coordinate: `${name} without ${down}` };
  const foreign = now.gone.map((path) => ({
    code: 'SURVIVAL_FOREIGN_LOSS',
    message: `Without ${down}, ${name} loses ${path}, which ${down} does not answer alone. Make what ${down} answers there nullable.`,
    ...at,
  }));
  if (!isRegistered || foreign.length > 0) return foreign;
  if (recorded === undefined) {
    const message = `${name} has no record of what remains without ${down}. Run npm run schema:check -- --update and commit it.`;
    return [{ code: 'SURVIVAL_UNRECORDED', message, ...at }];
  }
  const more = now.lost.filter((path) => !recorded.lost.includes(path));
  if (more.length > 0 || now.kept < recorded.kept) {
    const what =
      more.length > 0 ? `also loses ${more.join(', ')}` : `keeps ${now.kept} values instead of ${recorded.kept}`;
    const message = `Without ${down}, ${name} ${what}. If that is right, run npm run schema:check -- --update and have it reviewed.`;
    return [{ code: 'SURVIVAL_LESS', message, ...at }];
  }
  if (now.kept === recorded.kept && now.lost.length === recorded.lost.length) return [];
  const message = `The record of ${name} without ${down} is old. Run npm run schema:check -- --update.`;
  return [{ code: 'SURVIVAL_CHANGED', message, ...at }];
}

function unused({ tree }: Contract, name: string, down: string): Found {
  return {
    code: 'SURVIVAL_UNUSED',
    message: `No operation ${name} asks ${down}. Run npm run schema:check -- --update.`,
    place: placeIn(SURVIVAL_FILE, tree.read(SURVIVAL_FILE), `"${name}"`),
    coordinate: `${name} without ${down}`,
  };
}
