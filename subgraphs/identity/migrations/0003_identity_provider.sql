-- An issuer whose tokens this tenant's people may present. The fingerprint covers issuer, audience and key set: two
-- tenants may connect the same issuer and audience with other keys, and neither may vouch for the other's people.
create table identity_provider (
  tenant_id     uuid        not null default current_tenant_id(),
  id            uuid        not null,
  issuer        text        not null,
  audience      text        not null,
  jwks_uri      text        not null,
  fingerprint   text        not null,
  connected_at  timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, issuer, audience)
);
create index identity_provider_issuer on identity_provider (issuer, audience);

call isolate_by_tenant('identity_provider');
call open_to('directory', 'identity_provider', 'select', 'tenant_id, issuer, audience, jwks_uri, fingerprint, connected_at');
call open_to('membership_of', 'identity_provider', 'select', 'tenant_id, fingerprint');
