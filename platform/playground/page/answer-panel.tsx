import type { ReactNode } from 'react';
import { useCell, type Cell } from './cell.js';
import { CopyButton } from './copy-button.js';
import { FollowButton } from './follow-button.js';
import type { Exchange } from './send.js';
import { WhyItem } from './why-item.js';

/** Below each response: how it went, under which id it is in the logs and, where something was refused, why. */
export function AnswerPanel({ exchange }: { readonly exchange: Cell<Exchange | null> }): ReactNode {
  const last = useCell(exchange);
  return (
    <section className="bailiwick-answer" aria-label="About this answer">
      {last === null ? (
        <p className="bailiwick-strip">Run an operation to see its answer, its request id and, if refused, why.</p>
      ) : (
        <Strip exchange={last} />
      )}
      <div role="status">{last !== null && last.explained.length > 0 && <Why exchange={last} />}</div>
    </section>
  );
}

function Strip({ exchange }: { readonly exchange: Exchange }): ReactNode {
  const { status, durationMs, requestId, explained } = exchange;
  const isFine = status === 200 && explained.length === 0;
  return (
    <p className="bailiwick-strip">
      <span className={`bailiwick-status ${isFine ? 'is-fine' : 'is-not'}`}>{statusWords(exchange)}</span>
      <span>{Math.round(durationMs)} ms</span>
      {requestId !== null && (
        <span className="bailiwick-request-id">
          Request <code>{requestId}</code>
          <CopyButton text={requestId} label="Copy the request id" />
        </span>
      )}
      {requestId !== null && (
        <FollowButton field="requestTrace" id={requestId}>
          What each domain decided
        </FollowButton>
      )}
    </p>
  );
}

function Why({ exchange: { explained } }: { readonly exchange: Exchange }): ReactNode {
  return (
    <div className="bailiwick-why" tabIndex={0} role="region" aria-label="Why">
      <h2>Why</h2>
      <ul>
        {explained.map((each, index) => (
          <WhyItem key={index} explained={each} />
        ))}
      </ul>
    </div>
  );
}

/** GraphQL answers 200 to what it refuses in part, so the status alone would say that all is well. */
function statusWords({ status, explained }: Exchange): string {
  const http = status === null ? 'No answer' : `HTTP ${String(status)}`;
  return explained.length === 0 ? http : `${http}, ${String(explained.length)} not given`;
}
