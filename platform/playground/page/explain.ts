/** One error or denial of an answer, in the words of the domain that decided it. */
export interface Explained {
  /** What kind of no it is, in words. */
  readonly title: string;
  /** The reason's code, or the transport's where nobody gave a reason. */
  readonly code: string | null;
  readonly message: string;
  readonly owner: string | null;
  readonly since: string | null;
  readonly remedy: Remedy | null;
  /** Where in the answer, such as `tenant.billing`. */
  readonly path: string | null;
  /** For `accessDecision(id:)`. */
  readonly decisionId: string | null;
}

export interface Remedy {
  readonly label: string;
  readonly section: string | null;
  readonly requiredPermission: string | null;
}

type Fields = Readonly<Record<string, unknown>>;

const TITLES: Readonly<Record<string, string>> = {
  UNAUTHENTICATED: 'Not signed in',
  NOT_PERMITTED: 'Not permitted',
  UNAVAILABLE: 'Not available right now',
  BAD_USER_INPUT: 'The input is not usable',
  BAD_REQUEST: 'The request is not usable',
  GRAPHQL_PARSE_FAILED: 'Not GraphQL',
  GRAPHQL_VALIDATION_FAILED: 'Does not fit the schema',
  OPERATION_RESOLUTION_FAILURE: 'No such operation',
  INTERNAL_SERVER_ERROR: 'Something broke on our side',
};
const ERROR = 'Not answered';
const REFUSED = 'Refused';
const DENIED = 'Denied';

/** Every error and denial of an answer: top-level errors, refusals in a mutation's payload, and access's own no. */
export function explain(answer: unknown): readonly Explained[] {
  const { errors, data } = fields(answer);
  return [...list(errors).map(topLevel), ...refusals(data), ...denials(data, [])];
}

function topLevel(error: unknown): Explained {
  const { message, path, extensions } = fields(error);
  const { code, reason, decisionId } = fields(extensions);
  const transport = text(code);
  return {
    ...reasonOf(reason, text(message) ?? ERROR, transport),
    title: (transport === null ? undefined : TITLES[transport]) ?? ERROR,
    path: Array.isArray(path) && path.length > 0 ? path.join('.') : null,
    decisionId: text(decisionId),
  };
}

/** `errors` in the payload of each mutation. */
function refusals(data: unknown): readonly Explained[] {
  return Object.entries(fields(data)).flatMap(([field, payload]) =>
    list(fields(payload)['errors']).map((error) => {
      const { code, message, path, reason, decisionId } = fields(error);
      const at = list(path).join('.');
      return {
        ...reasonOf(reason, text(message) ?? REFUSED, text(code)),
        title: REFUSED,
        path: at === '' ? field : `${field}: input.${at}`,
        decisionId: text(decisionId),
      };
    }),
  );
}

/** Where somebody asked whether they may, and the answer was no. */
function denials(value: unknown, path: readonly (string | number)[]): readonly Explained[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => denials(item, [...path, index]));
  const { canAccess, reason, decisionId } = fields(value);
  const deeper = Object.entries(fields(value)).flatMap(([name, part]) => denials(part, [...path, name]));
  if (canAccess !== false || text(fields(reason)['message']) === null) return deeper;
  const own = { ...reasonOf(reason, DENIED, null), title: DENIED, path: path.join('.'), decisionId: text(decisionId) };
  return [own, ...deeper];
}

type Told = Pick<Explained, 'code' | 'message' | 'owner' | 'since' | 'remedy'>;

/** The reason's own words where there is one. */
function reasonOf(reason: unknown, message: string, code: string | null): Told {
  const told = fields(reason);
  const remedy = fields(told['remedy']);
  const label = text(remedy['label']);
  return {
    code: text(told['code']) ?? code,
    message: text(told['message']) ?? message,
    owner: text(told['owner']),
    since: text(told['since']),
    remedy:
      label === null
        ? null
        : { label, section: text(remedy['section']), requiredPermission: text(remedy['requiredPermission']) },
  };
}

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {}; // any object reads as a record of unknowns
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
