-- A client of the token endpoint is a credential, and names itself by its id before its tenant is known.
create index credential_id on credential (id);
call open_to('directory', 'credential', 'select', 'id');

-- An access token that was issued: the token is a JWT and says all this itself, but only a row can be taken back. What it
-- was issued upon decides how far it is trusted at each use.
create table access_token (
  tenant_id      uuid        not null default current_tenant_id(),
  jti            text        not null,
  credential_id  uuid        not null,
  version_number integer     not null,
  proof_kind     text        not null,
  key_thumbprint text,
  attestation    jsonb,
  issued_at      timestamptz not null,
  expires_at     timestamptz not null,
  revoked_at     timestamptz,
  primary key (tenant_id, jti),
  foreign key (tenant_id, credential_id, version_number) references credential_version (tenant_id, credential_id, number)
);
call isolate_by_tenant('access_token');
create index access_token_expires on access_token (tenant_id, expires_at);
-- Introspection and revocation name a token before its tenant is known.
create index access_token_jti on access_token (jti);
call open_to('directory', 'access_token', 'select', 'tenant_id, jti');

-- Assertions and proofs that were used, until they would be refused for their age anyway. One insert decides: whoever
-- comes second finds the row.
create table seen_proof (
  tenant_id  uuid        not null default current_tenant_id(),
  digest     bytea       not null,
  expires_at timestamptz not null,
  primary key (tenant_id, digest)
);
call isolate_by_tenant('seen_proof', 'select, insert, delete');
create index seen_proof_expires on seen_proof (tenant_id, expires_at);
