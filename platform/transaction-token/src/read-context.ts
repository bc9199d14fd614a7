import { TRUST_LEVELS, type Actor, type MachineContext } from '@bailiwick/decision';
import {
  flag,
  object,
  objects,
  oneOf,
  optionalObject,
  optionalText,
  optionalWords,
  text,
  wholeNumber,
  type JsonObject,
} from './claim-reader.js';
import type { TransactionContext } from './context.js';
import type { Subject } from './subject.js';
import { TokenRefused } from './token-refused.js';

/** The verified payload as a context; throws `TokenRefused` on any claim of another type than `claimsOf` writes. */
export function readContext(claims: JsonObject, sub: string, subject: Subject): TransactionContext {
  const tenantPart = object(claims, 'tctx');
  if (oneOf(tenantPart, 'kind', ['person', 'machine']) !== subject.kind) throw new TokenRefused('claims_malformed');
  return {
    txn: text(claims, 'txn'),
    principal: subject.principal,
    subject: sub,
    tenantId: optionalText(tenantPart, 'tenant'),
    scope: optionalWords(claims, 'scope'),
    limits: optionalWords(tenantPart, 'limits'),
    actors: objects(tenantPart, 'actors').map(readActor),
    operator: readOperator(tenantPart),
    authentication: readAuthentication(object(claims, 'rctx'), flag(tenantPart, 'mfa')),
    machine: readMachine(tenantPart),
    requestingWorkload: text(claims, 'req_wl'),
  };
}

function readActor(actor: JsonObject): Actor {
  return {
    kind: oneOf(actor, 'kind', ['PERSON', 'MACHINE', 'PLATFORM']),
    id: text(actor, 'id'),
    label: text(actor, 'label'),
  };
}

function readOperator(tenantPart: JsonObject): TransactionContext['operator'] {
  const operator = optionalObject(tenantPart, 'operator');
  return operator && { duty: text(operator, 'duty'), reason: text(operator, 'reason') };
}

function readAuthentication(requester: JsonObject, multiFactor: boolean): TransactionContext['authentication'] {
  return {
    method: text(requester, 'method'),
    multiFactor,
    issuer: text(requester, 'iss'),
    subjectHash: optionalText(requester, 'sub_hash'),
    client: optionalText(requester, 'client'),
  };
}

function readMachine(tenantPart: JsonObject): MachineContext | null {
  const machine = optionalObject(tenantPart, 'machine');
  return (
    machine && {
      credentialId: text(machine, 'credential'),
      ownerKind: text(machine, 'owner'),
      runtimeId: optionalText(machine, 'runtime'),
      trustLevel: oneOf(machine, 'trust', TRUST_LEVELS),
      epoch: wholeNumber(machine, 'epoch'),
    }
  );
}
