import { Unauthenticated, type AccessAsker } from '@bailiwick/subgraph-host';
import { redact } from './domain/redaction.js';
import type { Evaluation } from './evaluation.js';
import { questionOf } from './question.js';
import { isSignedCaller, occasionOf, subjectOf } from './subject.js';

/** How access asks itself: the same evaluation that answers strangers, without the hop. */
export function askDirectly(evaluation: Evaluation): AccessAsker {
  return {
    ask: async (context, requestId, checks) => {
      if (!isSignedCaller(context)) throw new Unauthenticated();
      const answered = await evaluation.decide(
        subjectOf(context),
        occasionOf(context, { requestId }),
        checks.map(questionOf),
      );
      return answered.map(({ answer, decisionId }) => {
        const { canAccess: allowed, reason } = redact(answer);
        return { allowed, reason, decisionId };
      });
    },
  };
}
