-- Whose entries these are, found by an index: an array that contains somebody is compared by a function that may not run
-- below the tenant's row policy, so its index was never used and a log was read from its end until a page was full.
drop index audit_leaf_actor;
create table audit_leaf_actor (
  tenant_id uuid   not null default current_tenant_id(),
  actor_id  text   not null,
  sequence  bigint not null,
  primary key (tenant_id, actor_id, sequence)
);
alter table audit_leaf_actor alter column tenant_id set (n_distinct = 100);
call isolate_by_tenant('audit_leaf_actor', 'select, insert');

create function list_leaf_actors() returns trigger language plpgsql as $$
begin
  insert into audit_leaf_actor (tenant_id, actor_id, sequence)
    select distinct tenant_id, unnest(actor_ids), sequence from appended;
  return null;
end $$;
create trigger audit_leaf_actors after insert on audit_leaf referencing new table as appended
  for each statement execute function list_leaf_actors();

-- The owner is under the policies too.
alter table audit_leaf no force row level security;
alter table audit_leaf_actor no force row level security;
insert into audit_leaf_actor (tenant_id, actor_id, sequence) select distinct tenant_id, unnest(actor_ids), sequence from audit_leaf;
alter table audit_leaf force row level security;
alter table audit_leaf_actor force row level security;
