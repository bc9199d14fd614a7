import { z } from 'zod';
import { payloadOf, REFUSAL_FRAGMENTS, REFUSALS } from '../gateway/change.js';
import { operation } from '../gateway/operation.js';
import { ACTOR, MACHINE_NAME } from './shapes.js';

const BULK_OPERATION = z.object({
  id: z.string(),
  kind: z.string(),
  matched: z.number(),
  changed: z.number(),
  startedBy: ACTOR,
  startedAt: z.string(),
  finishedAt: z.string().nullable(),
});
export type BulkOperation = z.output<typeof BULK_OPERATION>;

const BULK_FIELDS = `
fragment BulkFields on BulkOperation {
  id kind matched changed startedAt finishedAt
  startedBy { kind id label }
}`;

const SAMPLE = z.object({
  id: z.string(),
  name: z.string(),
  state: z.string(),
  hint: z.string(),
  machineIdentity: MACHINE_NAME,
});

const RADIUS = {
  matched: z.number(),
  machines: z.number(),
  owners: z.number(),
  sample: z.array(SAMPLE),
  operation: BULK_OPERATION.nullable(),
};
const PAYLOAD = payloadOf(RADIUS);
export type BulkAnswer = z.output<typeof PAYLOAD>['payload'];

const bulkChange = (name: string, field: string, input: string) =>
  operation(
    `mutation ${name}($input: ${input}!) {
      payload: ${field}(input: $input) {
        matched machines owners
        sample { id name state hint machineIdentity { id name } }
        operation { ...BulkFields }
        ${REFUSALS}
      }
    }
    ${BULK_FIELDS}
    ${REFUSAL_FRAGMENTS}`,
    PAYLOAD,
  );

export const BULK_REVOKE = bulkChange('BulkRevoke', 'bulkRevoke', 'BulkRevokeInput');
export const BULK_ROTATE = bulkChange('BulkRotate', 'bulkRotate', 'BulkRotateInput');

export const FIND_BULK = operation(
  `query FindBulk($id: ID!) { bulk: bulkOperation(id: $id) { ...BulkFields } }
  ${BULK_FIELDS}`,
  z.object({ bulk: BULK_OPERATION.nullable() }),
);
