import { reasons } from '../domain/reasons.js';
import { decideWhatIf, type WhatIfInput } from '../domain/what-if/change.js';
import type { WhatIfItem } from '../domain/what-if/replay.js';
import type { CredentialsSettings } from '../settings.js';
import { whatIf } from '../trust/what-if.js';
import { badInput } from './connection.js';
import type { Context } from './context.js';
import { loadCredential } from './load.js';

interface Args {
  readonly change: WhatIfInput;
  readonly days?: number | null;
}

const DAYS_DEFAULT = 30;

export function whatIfResolvers(settings: CredentialsSettings) {
  return {
    Query: {
      whatIf: (_: unknown, args: Args, { session }: Context) => {
        const days = args.days ?? DAYS_DEFAULT;
        const change = decideWhatIf(args.change, days);
        // A query has no payload whose `errors` could hold the refusal.
        if (!change.allowed) throw badInput(reasons.reason(change.code, change.details).message);
        return whatIf(settings, session, change.value, days);
      },
    },
    WhatIfItem: {
      credential: ({ credentialId }: WhatIfItem, _: unknown, { session }: Context) =>
        loadCredential(session, credentialId),
    },
  };
}
