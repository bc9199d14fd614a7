import type { PlatformTables } from '@bailiwick/events';
import type { GraphQLFieldResolver } from 'graphql';
import type { ResolverContext } from './definition.js';
import type { Failure } from './failure.js';
import type { BindableCaller, BindableSession } from './open-session.js';
import type { MutationInput } from './session.js';

/** The context as the host makes it; resolvers see it as `ResolverContext`. */
export interface HostContext<Tables> extends ResolverContext<Tables> {
  readonly session: BindableSession<Tables>;
  readonly caller: BindableCaller<Tables>;
  readonly keepFailures: (failures: readonly Failure[]) => Promise<void>;
}

type Resolver<Tables> = GraphQLFieldResolver<unknown, ResolverContext<Tables>, { readonly input: MutationInput }>;
type HostResolver<Tables> = GraphQLFieldResolver<unknown, HostContext<Tables>, { readonly input: MutationInput }>;

/**
 * Gives each mutation a session that knows its field's name and input, so that idempotency is never a resolver's
 * business. The getter keeps a lobby request from touching `session` before the resolver does.
 */
export function bindMutations<Tables extends PlatformTables>(
  resolvers: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const mutations = resolvers['Mutation'];
  if (mutations === undefined) return { ...resolvers };
  const bound = Object.entries(mutations as Record<string, Resolver<Tables>>).map(
    ([name, resolve]) => [name, bind(name, resolve)] as const,
  ); // shape of a resolver map
  return { ...resolvers, Mutation: Object.fromEntries(bound) };
}

function bind<Tables>(mutation: string, resolve: Resolver<Tables>): HostResolver<Tables> {
  return (parent, args, context, info) => {
    const call = { mutation, input: args.input };
    const boundContext: ResolverContext<Tables> = {
      inLobby: context.inLobby,
      get session() {
        return context.session.forMutation(call);
      },
      caller: context.caller.forMutation(call),
    };
    return resolve(parent, args, boundContext, info);
  };
}
