-- What other domains told us by event, as they said it. A version guards each row, so that an old event changes nothing.
create table tenant_fact (
  tenant_id    uuid        not null default current_tenant_id(),
  slug         text        not null,
  name         text        not null,
  kind         text        not null check (kind in ('CUSTOMER', 'PLATFORM')),
  state        text        not null,
  state_reason jsonb,
  version      bigint      not null,
  primary key (tenant_id)
);
call isolate_by_tenant('tenant_fact');
-- A slug is asked for before any tenant is known. The directory sees names and state, which is all it needs.
create index tenant_fact_slug on tenant_fact (slug);
call open_to('directory', 'tenant_fact', 'select', 'tenant_id, slug');
call open_to('consume', 'tenant_fact', 'select,delete', null);

create table membership_fact (
  tenant_id     uuid       not null default current_tenant_id(),
  membership_id uuid       not null,
  person_id     uuid       not null,
  state         text       not null,
  version       bigint     not null,
  primary key (tenant_id, membership_id)
);
call isolate_by_tenant('membership_fact');
create index membership_fact_person on membership_fact (tenant_id, person_id);
call open_to('consume', 'membership_fact', 'select,delete', null);

create table entitlement_fact (
  tenant_id    uuid        not null default current_tenant_id(),
  features     jsonb       not null,
  version      bigint      not null,
  primary key (tenant_id)
);
call isolate_by_tenant('entitlement_fact');
call open_to('consume', 'entitlement_fact', 'select,delete', null);

create table readiness_fact (
  tenant_id    uuid        not null default current_tenant_id(),
  ready        boolean     not null,
  reason       jsonb       not null,
  version      bigint      not null,
  primary key (tenant_id)
);
call isolate_by_tenant('readiness_fact');
call open_to('consume', 'readiness_fact', 'select,delete', null);
