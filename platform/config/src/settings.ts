import { z } from 'zod';

/** One environment variable, as people read of it in --help and in docs/operate.md. */
export interface Setting {
  readonly name: string;
  readonly about: string;
  /** What a number counts; null for text. */
  readonly unit: string | null;
  /** As it would be written in the environment; null when there is none. */
  readonly standard: string | null;
  readonly isRequired: boolean;
  /** What it may be: `1–65535`, `on, off`; null when the sentence says it all. */
  readonly range: string | null;
}

/** Gives a setting its sentence and, for a number, its unit. Last in the chain: what follows would lose it. */
export function setting<Schema extends z.ZodType>(schema: Schema, about: string, unit?: string): Schema {
  return schema.meta({ description: about, ...(unit !== undefined && { unit }) });
}

/** Every setting of a schema, in its order. Throws for one without a sentence: nobody could learn what it is for. */
export function settingsOf(schema: z.ZodObject): readonly Setting[] {
  return Object.entries(schema.shape).map(([name, field]) => {
    const known = unwrap(field as z.ZodType); // zod types a shape's fields as its core's, which have no `meta`
    if (known.about === null) throw new Error(`The setting ${name} has no description: wrap it in setting(…).`);
    const { about, unit, standard, isOptional, range } = known;
    return { name, about, unit, standard, isRequired: standard === null && !isOptional, range };
  });
}

/** The same for a terminal: name, sentence, and in brackets what it may be and what it is unless set. */
export function settingsHelp(settings: readonly Setting[]): string {
  const width = Math.max(...settings.map(({ name }) => name.length));
  return settings.map((each) => `  ${each.name.padEnd(width)}  ${each.about}${bracketsOf(each)}\n`).join('');
}

function bracketsOf({ unit, standard, isRequired, range }: Setting): string {
  const amount = [range, unit].filter((part) => part !== null).join(' ');
  const otherwise = isRequired ? 'required' : standard === null ? '' : `default ${standard}`;
  const parts = [amount, otherwise].filter((part) => part !== '');
  return parts.length === 0 ? '' : ` (${parts.join('; ')})`;
}

interface Known {
  readonly about: string | null;
  readonly unit: string | null;
  readonly standard: string | null;
  readonly isOptional: boolean;
  readonly range: string | null;
}

const NOTHING: Known = { about: null, unit: null, standard: null, isOptional: false, range: null };

/** From the outside in: what an outer layer says counts, and the innermost knows the range. */
function unwrap(field: z.ZodType): Known {
  const inner = innerOf(field);
  const meta = z.globalRegistry.get(field);
  const unit = meta?.['unit'];
  const own: Partial<Known> = {
    ...(meta?.description !== undefined && { about: meta.description }),
    ...(typeof unit === 'string' && { unit }),
    ...((field instanceof z.ZodOptional || field instanceof z.ZodNullable) && { isOptional: true }),
    ...((field instanceof z.ZodDefault || field instanceof z.ZodPrefault) && defaultOf(field.def.defaultValue)),
    ...rangeOf(field),
  };
  return { ...NOTHING, ...(inner !== null && unwrap(inner)), ...own };
}

function innerOf(field: z.ZodType): z.ZodType | null {
  if (field instanceof z.ZodPipe) return field.def.in as z.ZodType; // zod's core type, as above
  const isWrapped =
    field instanceof z.ZodOptional ||
    field instanceof z.ZodNullable ||
    field instanceof z.ZodDefault ||
    field instanceof z.ZodPrefault;
  return isWrapped ? (field.unwrap() as z.ZodType) : null; // the same
}

/** An empty or absent default is none: then the setting may be left out, and its sentence says what follows. */
function defaultOf(value: unknown): Partial<Known> {
  const isValue = typeof value === 'number' || (typeof value === 'string' && value !== '');
  return isValue ? { standard: String(value) } : { isOptional: true };
}

function rangeOf(field: z.ZodType): Partial<Known> {
  if (field instanceof z.ZodEnum) return { range: field.options.join(', ') };
  if (!(field instanceof z.ZodNumber)) return {};
  const { minValue, maxValue } = field;
  const least = minValue === null ? null : (field.def.checks ?? []).some(isAbove) ? minValue + 1 : minValue;
  const most = maxValue === null || maxValue >= Number.MAX_SAFE_INTEGER ? null : maxValue;
  if (least === null || least <= Number.MIN_SAFE_INTEGER) return {};
  return { range: most === null ? `${least} or more` : `${least}–${most}` };
}

/** `positive()` bounds whole numbers by 0 exclusively. */
function isAbove(check: z.core.$ZodCheck): boolean {
  const { def } = check._zod;
  return def.check === 'greater_than' && 'inclusive' in def && def.inclusive === false;
}
