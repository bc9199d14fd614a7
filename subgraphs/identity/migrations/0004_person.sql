-- A person as this tenant knows them. The id is the same wherever one link leads to the person; names and addresses are
-- each tenant's own, so that one tenant's edit is never another's surprise.
create table person (
  tenant_id     uuid        not null default current_tenant_id(),
  id            uuid        not null,
  display_name  text        not null,
  email         text        not null,
  created_at    timestamptz not null,
  primary key (tenant_id, id)
);
call isolate_by_tenant('person');

-- (issuer, subject) → person, made in the tenant whose invitation was accepted and good there. The directory reads it
-- across tenants only together with a connection that vouches for the token: see store/directory.ts.
create table person_link (
  tenant_id     uuid        not null default current_tenant_id(),
  subject_hash  text        not null,
  person_id     uuid        not null,
  issuer        text        not null,
  linked_at     timestamptz not null,
  primary key (tenant_id, subject_hash),
  foreign key (tenant_id, person_id) references person (tenant_id, id)
);
create index person_link_subject on person_link (subject_hash);
create index person_link_person on person_link (tenant_id, person_id);

call isolate_by_tenant('person_link');
call open_to('directory', 'person_link', 'select', 'tenant_id, subject_hash, person_id, linked_at');
call open_to('membership_of', 'person_link', 'select', 'tenant_id, subject_hash, person_id');
