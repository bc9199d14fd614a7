-- What other domains said last about this tenant, one row per subject of theirs. A projection: it can be emptied and
-- read again from the feeds. `about` is the person, machine or tenant that the fact concerns.
create table fact (
  tenant_id  uuid     not null default current_tenant_id(),
  kind       text     not null,
  subject    text     not null,
  about      text     not null,
  source     text     not null,
  version    integer  not null,
  value      jsonb    not null,
  primary key (tenant_id, kind, subject)
);
create index fact_about on fact (tenant_id, kind, about);
call isolate_by_tenant('fact');
call open_to('consume', 'fact', 'select, delete');
