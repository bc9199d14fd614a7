-- Whether a membership that ended did so of the person's own will: it decides how fast what they have seen is replaced.
alter table membership_fact add column voluntary boolean;

-- Who owns the tenant, as access tells it: they may claim a machine that nobody answers for. One row for each assignment.
create table owner_fact (
  tenant_id     uuid        not null default current_tenant_id(),
  assignment_id uuid        not null,
  person_id     uuid        not null,
  expires_at    timestamptz,
  ended         boolean     not null,
  version       bigint      not null,
  primary key (tenant_id, assignment_id)
);
call isolate_by_tenant('owner_fact');
call open_to('consume', 'owner_fact', 'select,delete', null);
