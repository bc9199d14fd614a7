import { z } from 'zod';
import { payloadOf, REFUSAL_FRAGMENTS, REFUSALS } from '../gateway/change.js';
import { operation } from '../gateway/operation.js';
import { ACTOR, MACHINE_NAME, NAMED } from './shapes.js';

const ROTATION = z.object({
  id: z.string(),
  state: z.string(),
  fromVersion: z.number(),
  toVersion: z.number(),
  startedBy: ACTOR,
  startedAt: z.string(),
  overlapEndsAt: z.string(),
  drainedPercent: z.number(),
  laggards: z.array(z.object({ runtime: NAMED.nullable(), address: z.string().nullable(), lastSeen: z.string() })),
});
export type Rotation = z.output<typeof ROTATION>;

/** Whether a second person has to agree before anything of it is accepted. */
export function waits(rotation: Pick<Rotation, 'state'> | null | undefined): boolean {
  return rotation?.state === 'PENDING_APPROVAL';
}

const ROTATION_FIELDS = `
fragment RotationFields on Rotation {
  id state fromVersion toVersion startedAt overlapEndsAt drainedPercent
  startedBy { kind id label }
  laggards { runtime { id name } address lastSeen }
}`;

export const FIND_ROTATION = operation(
  `query FindRotation($id: ID!) {
    credential(id: $id) {
      id name
      machineIdentity { id name }
      rotation { current { ...RotationFields } }
    }
  }
  ${ROTATION_FIELDS}`,
  z.object({
    credential: z
      .object({
        id: z.string(),
        name: z.string(),
        machineIdentity: MACHINE_NAME,
        rotation: z.object({ current: ROTATION.nullable() }),
      })
      .nullable(),
  }),
);

const rotationChange = (name: string, field: string, input: string) =>
  operation(
    `mutation ${name}($input: ${input}!) {
      payload: ${field}(input: $input) { secret rotation { ...RotationFields } ${REFUSALS} }
    }
    ${ROTATION_FIELDS}
    ${REFUSAL_FRAGMENTS}`,
    payloadOf({ secret: z.string().nullable(), rotation: ROTATION.nullable() }),
  );

/** Its answer holds the new secret, as that of `ISSUE` does. */
export const BEGIN_ROTATION = rotationChange('BeginRotation', 'beginRotation', 'BeginRotationInput');
export const COMPLETE_ROTATION = rotationChange('CompleteRotation', 'completeRotation', 'CompleteRotationInput');
export const ABORT_ROTATION = rotationChange('AbortRotation', 'abortRotation', 'RotationRefInput');
