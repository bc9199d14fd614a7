import type { TrustServices } from '../trust/decide-trust.js';
import { activateResolvers } from './activate.js';
import { auditResolvers } from './audit.js';
import { approveResolvers } from './approve.js';
import { bulkResolvers } from './bulk.js';
import { lockRuntimeResolvers } from './lock-runtime.js';
import { narrowResolvers } from './narrow.js';
import { credentialResolvers } from './credential.js';
import { declareResolvers } from './declare.js';
import { identityLifecycleResolvers } from './identity-lifecycle.js';
import { issueResolvers } from './issue.js';
import { leavingResolvers } from './leaving.js';
import { machineIdentityResolvers } from './machine-identity.js';
import { payloadResolvers } from './payloads.js';
import { policyResolvers } from './policy.js';
import { quarantineResolvers } from './quarantine.js';
import { queries } from './queries.js';
import { revokeResolvers } from './revoke.js';
import { rotateResolvers } from './rotate.js';
import { rotationResolvers } from './rotation.js';
import { sectionResolvers } from './sections.js';
import { transferResolvers } from './transfer.js';
import { suspendResolvers } from './suspend.js';
import { usageResolvers } from './usage.js';
import { whatIfResolvers } from './what-if.js';

type ResolverMap = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Credentials' part of the graph. */
export function credentialsResolvers(services: TrustServices): Record<string, unknown> {
  const maps: readonly ResolverMap[] = [
    { Query: queries(services) },
    machineIdentityResolvers,
    credentialResolvers,
    usageResolvers,
    auditResolvers,
    sectionResolvers,
    payloadResolvers,
    declareResolvers,
    activateResolvers,
    identityLifecycleResolvers,
    quarantineResolvers,
    policyResolvers,
    leavingResolvers,
    transferResolvers,
    issueResolvers(services.settings),
    rotateResolvers(services.settings),
    rotationResolvers,
    suspendResolvers,
    whatIfResolvers(services.settings),
    revokeResolvers,
    approveResolvers,
    narrowResolvers,
    lockRuntimeResolvers,
    bulkResolvers,
  ];
  const types = new Set(maps.flatMap((map) => Object.keys(map)));
  return Object.fromEntries([...types].map((type) => [type, Object.assign({}, ...maps.map((map) => map[type]))]));
}
