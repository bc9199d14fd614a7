import type { ReactNode } from 'react';
import type { Explained } from './explain.js';
import { FollowButton } from './follow-button.js';

/** One error or denial: what it says, and what would change it. */
export function WhyItem({ explained }: { readonly explained: Explained }): ReactNode {
  const { title, code, message, owner, since, remedy, path, decisionId } = explained;
  return (
    <li className="bailiwick-why-item">
      <p className="bailiwick-why-message">
        <strong>{title}.</strong> {message}
      </p>
      {remedy !== null && (
        <p className="bailiwick-remedy">
          <strong>What helps:</strong> {remedy.label}
          {remedy.requiredPermission !== null && (
            <>
              {' '}
              Whoever does it needs <code>{remedy.requiredPermission}</code>.
            </>
          )}
          {remedy.section !== null && <> It is in Settings, under {sectionName(remedy.section)}.</>}
        </p>
      )}
      <p className="bailiwick-why-facts">
        {code !== null && <code>{code}</code>}
        {owner !== null && <span>decided by {owner.toLowerCase()}</span>}
        {path !== null && <span>at {path}</span>}
        {since !== null && <span>since {since}</span>}
        {decisionId !== null && (
          <FollowButton field="accessDecision" id={decisionId}>
            Open the decision
          </FollowButton>
        )}
      </p>
    </li>
  );
}

/** `PLATFORM_SETUP` reads `Platform setup`. */
function sectionName(key: string): string {
  const words = key.replaceAll('_', ' ').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
