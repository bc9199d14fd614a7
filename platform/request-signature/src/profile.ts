/**
 * What a hop signature covers. `graphql` and `service` cover the body, the forwarded context and the request id;
 * `feed` is a standing `GET` on the caller's own behalf, which has none of them.
 */
export type Profile = 'graphql' | 'service' | 'feed';

/** The covered fields that are headers, by profile and by whether a Txn-Token is forwarded. */
export interface Coverage {
  /** The inner list exactly as it stands in Signature-Input: the order is part of the profile. */
  readonly components: string;
  readonly body: boolean;
  readonly token: boolean;
}

const REQUEST_LINE = '"@method" "@authority" "@path" "@query"';
const FEED: Coverage = { components: `(${REQUEST_LINE})`, body: false, token: false };
const WITHOUT_TOKEN: Coverage = {
  components: `(${REQUEST_LINE} "content-digest" "x-request-id")`,
  body: true,
  token: false,
};
const WITH_TOKEN: Coverage = {
  components: `(${REQUEST_LINE} "content-digest" "txn-token" "x-request-id")`,
  body: true,
  token: true,
};

/** Null when the profile and the presence of a Txn-Token do not go together. */
export function coverageOf(profile: Profile, hasToken: boolean): Coverage | null {
  if (profile === 'feed') return hasToken ? null : FEED;
  if (hasToken) return WITH_TOKEN;
  return profile === 'service' ? WITHOUT_TOKEN : null;
}

/** RFC 9421's label for our one signature, and the tag that keeps it apart from any other use of the same headers. */
export const LABEL = 'hop';
export const TAG = 'bailiwick';
export const ALGORITHM = 'hmac-sha256';

/** How long a signature lives, and by how much two workloads' clocks may differ. */
export const LIFETIME_SECONDS = 10;
export const SKEW_SECONDS = 5;
