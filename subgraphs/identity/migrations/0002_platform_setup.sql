create table platform_setup (
  tenant_id   uuid        not null default current_tenant_id() primary key,
  version     integer     not null,
  changed_at  timestamptz not null
);
call isolate_by_tenant('platform_setup');

-- Completed steps only: which steps there are, and which of them are required, is the rule's own list.
create table setup_step (
  tenant_id  uuid        not null default current_tenant_id(),
  key        text        not null,
  done_at    timestamptz not null,
  done_by    jsonb       not null,
  primary key (tenant_id, key),
  foreign key (tenant_id) references platform_setup (tenant_id)
);
call isolate_by_tenant('setup_step');
