-- Only a hash of the token is kept. The token has 256 random bits, so a fast hash is enough: there is nothing to guess.
create table invitation (
  tenant_id     uuid        not null default current_tenant_id(),
  id            uuid        not null,
  token_hash    text        not null,
  email         text        not null,
  state         text        not null check (state in ('PENDING', 'ACCEPTED', 'WITHDRAWN')),
  role_ids      text[]      not null,
  duties        text[]      not null,
  invited_by    jsonb       not null,
  invited_at    timestamptz not null,
  expires_at    timestamptz not null,
  accepted_by   uuid,
  primary key (tenant_id, id)
);
create index invitation_token on invitation (token_hash);
create index invitation_pending on invitation (tenant_id, expires_at) where state = 'PENDING';

call isolate_by_tenant('invitation');
call open_to('directory', 'invitation', 'select', 'tenant_id, id, token_hash');
