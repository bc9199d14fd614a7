import type { ReactNode } from 'react';
import type { PickerPrincipal, PickerPrincipals } from '../src/picker.js';
import { maySignInTwice, needsReason, tenantsOf, type Acting } from './acting.js';
import { Field } from './field.js';

export interface ChoiceProps {
  readonly acting: Acting;
  readonly onChange: (next: Partial<Acting>) => void;
}

export function TenantChoice({
  demo,
  who,
  acting,
  onChange,
}: ChoiceProps & { readonly demo: PickerPrincipals; readonly who: PickerPrincipal }): ReactNode {
  return (
    <Field label="Tenant">
      {(id) => (
        <select
          id={id}
          value={acting.tenant}
          onChange={(event) => onChange({ tenant: event.target.value, operatorReason: '' })}
        >
          {tenantsOf(demo, who).map(({ slug, name, about }) => (
            <option key={slug} value={slug}>
              {name} · {about}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

export function OperatorReason({ acting, onChange }: ChoiceProps): ReactNode {
  return (
    <Field label={needsReason(acting) ? 'Operator’s reason' : 'Operator’s reason (if you are one)'} kind="reason">
      {(id) => (
        <input
          id={id}
          type="text"
          value={acting.operatorReason}
          maxLength={500}
          autoComplete="off"
          placeholder="Why you act for this customer; it goes into their log"
          onChange={(event) => onChange({ operatorReason: event.target.value })}
        />
      )}
    </Field>
  );
}

export function SecondFactor({ acting, onChange }: ChoiceProps): ReactNode {
  if (!maySignInTwice(acting)) return null;
  return (
    <label className="bailiwick-check">
      <input
        type="checkbox"
        checked={acting.secondFactor}
        onChange={(event) => onChange({ secondFactor: event.target.checked })}
      />
      <span>Second factor</span>
    </label>
  );
}
