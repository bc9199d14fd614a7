import { ApolloServerErrorCode } from '@apollo/server/errors';

/** `extensions.code` of everything that leaves in `errors`. */
export const CODES = {
  notPermitted: 'NOT_PERMITTED',
  unavailable: 'UNAVAILABLE',
  unauthenticated: 'UNAUTHENTICATED',
  parseFailed: ApolloServerErrorCode.GRAPHQL_PARSE_FAILED,
  validationFailed: ApolloServerErrorCode.GRAPHQL_VALIDATION_FAILED,
  unresolvedOperation: ApolloServerErrorCode.OPERATION_RESOLUTION_FAILURE,
  persistedQuery: ApolloServerErrorCode.PERSISTED_QUERY_NOT_SUPPORTED,
  badInput: ApolloServerErrorCode.BAD_USER_INPUT,
  badRequest: ApolloServerErrorCode.BAD_REQUEST,
  internal: ApolloServerErrorCode.INTERNAL_SERVER_ERROR,
} as const;

export type Code = (typeof CODES)[keyof typeof CODES];

/** What a client does next: send something else, choose a tenant, get a new credential, ask somebody, wait, or tell us. */
export type Next = 'change' | 'tenant' | 'sign-in' | 'ask' | 'again' | 'report';
