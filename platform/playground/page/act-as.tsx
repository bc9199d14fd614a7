import type { ReactNode } from 'react';
import type { PickerPrincipal, PickerPrincipals } from '../src/picker.js';
import { actingAs, placesOf, type Acting } from './acting.js';
import { Field } from './field.js';

const GROUPS = [
  { kind: 'PERSON', label: 'People' },
  { kind: 'MACHINE', label: 'Machines' },
  { kind: 'OPERATOR', label: 'Operators' },
] as const;
const OWN = '';

interface ActAsProps {
  readonly demo: PickerPrincipals;
  readonly acting: Acting;
  readonly onChange: (next: Acting) => void;
}

export function ActAs({ demo, acting, onChange }: ActAsProps): ReactNode {
  const choose = (id: string): void => {
    onChange(actingAs(acting, demo.principals.find((each) => each.id === id) ?? null));
  };
  return (
    <Field label="Act as" kind="act-as">
      {(id) => (
        <select id={id} value={acting.who?.id ?? OWN} onChange={(event) => choose(event.target.value)}>
          {GROUPS.map(({ kind, label }) => (
            <optgroup key={kind} label={label}>
              {demo.principals
                .filter((each) => each.kind === kind)
                .map((each) => (
                  <Option key={each.id} principal={each} />
                ))}
            </optgroup>
          ))}
          <optgroup label="Somebody else">
            <option value={OWN}>My own credential</option>
          </optgroup>
        </select>
      )}
    </Field>
  );
}

function Option({ principal }: { readonly principal: PickerPrincipal }): ReactNode {
  return (
    <option value={principal.id}>
      {principal.name} · {placesOf(principal)}
    </option>
  );
}
