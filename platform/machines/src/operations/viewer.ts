import { z } from 'zod';
import { operation } from '../gateway/operation.js';
import { ACTOR } from './shapes.js';

const TENANT = z.object({ id: z.string(), slug: z.string().nullable(), name: z.string().nullable() });

const VIEWER = z.object({
  viewer: z
    .object({
      authenticatedBy: z.string(),
      principal: z
        .object({
          __typename: z.string(),
          id: z.string(),
          displayName: z.string().nullish(),
          email: z.string().nullish(),
          name: z.string().nullish(),
          state: z.string().nullish(),
        })
        .nullable(),
      tenant: TENANT.nullable(),
      tenants: z.array(TENANT),
      actors: z.array(ACTOR),
    })
    .nullable(),
});
export type Viewer = z.output<typeof VIEWER>['viewer'];

/** Who the token is, and in which tenant it acts. */
export const WHO_AM_I = operation(
  `query WhoAmI {
    viewer {
      authenticatedBy
      principal {
        __typename
        ... on Person { id displayName email }
        ... on MachineIdentity { id name state }
      }
      tenant { id slug name }
      tenants { id slug name }
      actors { kind id label }
    }
  }`,
  VIEWER,
);

/** Members whose name or address contains a text; the caller compares the whole address. */
export const FIND_MEMBERS = operation(
  `query FindMembers($text: String!) {
    tenant {
      id
      members(first: 100, text: $text, state: [ACTIVE]) { edges { node { person { id email } } } }
    }
  }`,
  z.object({
    tenant: z
      .object({
        members: z
          .object({
            edges: z.array(
              z.object({ node: z.object({ person: z.object({ id: z.string(), email: z.string().nullable() }) }) }),
            ),
          })
          .nullable(),
      })
      .nullable(),
  }),
);
