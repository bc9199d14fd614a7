import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ANA, BEN, NOON } from '../../test/builders.js';
import { aToldTenant, anAssignment, openTold, tellMembership, type Told } from '../../test/told.js';
import { insertAssignment, listHeldBy, lockAssignment, replaceEnd } from '../store/role-assignment.js';
import { including } from '../../test/matchers.js';

let told: Told;
let tenantId: string;
let invitationId: string;
beforeAll(async () => {
  told = await openTold();
});
beforeEach(async () => {
  tenantId = await aToldTenant(told);
  invitationId = randomUUID();
});

const CLEO = '0b000000-0000-4000-8000-000000000003';
const accepted = (roleIds: readonly string[], invitedBy: object = { kind: 'PERSON', id: ANA, duty: null }) =>
  told.tell('identity.invitation.accepted', tenantId, invitationId, {
    invitationId,
    personId: CLEO,
    roleIds,
    invitedBy,
    version: 1,
  });
const held = async () => {
  const all = await told.database.inTenant(tenantId, (tx) => listHeldBy(tx, [{ kind: 'PERSON', id: CLEO }], NOON));
  return all.filter(({ subject }) => subject.id === CLEO);
};
const decisions = () =>
  told.database.inTenant(tenantId, (tx) =>
    tx.selectFrom('access_decision').select(['subject_id', 'action', 'resource_id', 'can_access', 'reason']).execute(),
  );

describe('an accepted invitation', () => {
  test('gives the roles that the inviter may give', async () => {
    await accepted(['member', 'auditor']);
    expect((await held()).map(({ role, grantedBy }) => [role, grantedBy.id])).toEqual(
      expect.arrayContaining([
        ['auditor', ANA],
        ['member', ANA],
      ]),
    );
  });

  test('keeps each answer as a decision of the inviter', async () => {
    await accepted(['member']);
    expect(await decisions()).toMatchObject([
      { subject_id: ANA, action: 'access.role.assign', resource_id: CLEO, can_access: true },
    ]);
  });

  test('gives nothing that the inviter may no longer give, and keeps the no', async () => {
    await told.database.inTenant(tenantId, (tx) => insertAssignment(tx, anAssignment('admin', BEN)));
    await tellMembership(told.tell, tenantId, BEN);
    await accepted(['owner', 'member'], { kind: 'PERSON', id: BEN, duty: null });
    expect((await held()).map(({ role }) => role)).toEqual(['member']);
    expect(await decisions()).toContainEqual(
      including({
        can_access: false,
        reason: including({ code: 'access.privilege_escalation' }),
      }),
    );
  });

  test('gives nothing once the inviter has left', async () => {
    await tellMembership(told.tell, tenantId, ANA, { state: 'LEFT', version: 2 });
    await accepted(['member']);
    expect(await held()).toEqual([]);
  });

  test('of an operator whose duty is to open tenants gives the first owner', async () => {
    await accepted(['owner'], { kind: 'PERSON', id: BEN, duty: 'tenant-operations' });
    expect((await held()).map(({ role, grantedBy }) => [role, grantedBy.label])).toEqual([
      ['owner', 'tenant-operations'],
    ]);
  });

  test('of an operator with another duty gives nothing', async () => {
    await accepted(['member'], { kind: 'PERSON', id: BEN, duty: 'support' });
    expect(await held()).toEqual([]);
  });

  test('of a machine gives nothing: what its credential may do is not known here', async () => {
    await accepted(['member'], { kind: 'MACHINE', id: ANA, duty: null });
    expect(await held()).toEqual([]);
  });

  test('counts once, however often it is told, also after a role was revoked', async () => {
    await accepted(['member']);
    const [assignment] = await held();
    await told.database.inTenant(tenantId, async (tx) => {
      await lockAssignment(tx, assignment?.id ?? '');
      await replaceEnd(tx, assignment?.id ?? '', NOON, 'REVOKED');
    });
    await accepted(['member']);
    expect(await held()).toEqual([]);
    expect(await decisions()).toHaveLength(1);
  });
});
