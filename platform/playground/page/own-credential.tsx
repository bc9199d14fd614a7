import type { ReactNode } from 'react';
import { pastedCredential } from './acting.js';
import { Field } from './field.js';
import type { ChoiceProps } from './tenant-choice.js';

/** A credential that one brought. It lives in this page's memory alone: no storage, no URL, no history. */
export function OwnCredential({ acting, onChange }: ChoiceProps): ReactNode {
  return (
    <>
      <Field label="Your credential" kind="credential">
        {(id) => (
          <input
            id={id}
            type="password"
            value={acting.ownCredential}
            autoComplete="off"
            spellCheck={false}
            placeholder="An access token, or a machine’s key"
            onChange={(event) => onChange({ ownCredential: pastedCredential(event.target.value) })}
          />
        )}
      </Field>
      <Field label="Tenant (id or slug)">
        {(id) => (
          <input
            id={id}
            type="text"
            value={acting.tenant}
            maxLength={200}
            autoComplete="off"
            spellCheck={false}
            placeholder="Your only one"
            onChange={(event) => onChange({ tenant: event.target.value })}
          />
        )}
      </Field>
    </>
  );
}
