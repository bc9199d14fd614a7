create table membership (
  tenant_id  uuid        not null default current_tenant_id(),
  id         uuid        not null,
  person_id  uuid        not null,
  state      text        not null check (state in ('ACTIVE', 'SUSPENDED', 'LEFT')),
  duties     text[]      not null,
  since      timestamptz not null,
  note       text,
  ended_at   timestamptz,
  ended_by   jsonb,
  voluntary  boolean,
  version    integer     not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, person_id) references person (tenant_id, id),
  check ((state = 'LEFT') = (ended_at is not null))
);

-- One membership at a time; the ended ones stay, with their reasons.
create unique index membership_current on membership (tenant_id, person_id) where state <> 'LEFT';
create index membership_person on membership (tenant_id, person_id, since desc);
create index membership_page on membership (tenant_id, since, id);

call isolate_by_tenant('membership');
call open_to('directory', 'membership', 'select', 'tenant_id, person_id, state, duties');
call open_to('membership_of', 'membership', 'select', 'tenant_id, person_id, state');
