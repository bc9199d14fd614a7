-- Whose list something is in, and at which place: a person's machines, a runtime's credentials. The place is the date of
-- what is listed, which never changes; kept beside the link, so that a page of one runtime's credentials is read in
-- order and ends where the page ends. Triggers keep it, whoever writes.
create function place_of_identity() returns trigger language plpgsql as $$
begin
  new.identity_created_at := (select created_at from machine_identity where tenant_id = new.tenant_id and id = new.machine_identity_id);
  return new;
end $$;

create function place_of_credential() returns trigger language plpgsql as $$
begin
  new.credential_created_at := (select created_at from credential where tenant_id = new.tenant_id and id = new.credential_id);
  return new;
end $$;

create table credential_runtime (
  tenant_id             uuid        not null default current_tenant_id(),
  credential_id         uuid        not null,
  runtime_id            uuid        not null,
  credential_created_at timestamptz not null,
  primary key (tenant_id, credential_id, runtime_id),
  foreign key (tenant_id, credential_id) references credential (tenant_id, id),
  foreign key (tenant_id, runtime_id) references runtime (tenant_id, id)
);
call isolate_by_tenant('credential_runtime');
create index credential_runtime_listed on credential_runtime (tenant_id, runtime_id, credential_created_at desc, credential_id desc);

create function keep_credential_runtimes() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    delete from credential_runtime where tenant_id = new.tenant_id and credential_id = new.id and runtime_id <> all (new.runtime_ids);
  end if;
  insert into credential_runtime (tenant_id, credential_id, runtime_id, credential_created_at)
  select distinct new.tenant_id, new.id, runtime_id, new.created_at from unnest(new.runtime_ids) as runtime_id
  on conflict do nothing;
  return null;
end $$;

-- What is there already gets its place. The owner is under the policies too, and they name no tenant now.
alter table steward add column identity_created_at timestamptz;
alter table machine_identity_runtime add column identity_created_at timestamptz;
alter table knower add column credential_created_at timestamptz;

alter table machine_identity no force row level security;
alter table machine_identity_runtime no force row level security;
alter table steward no force row level security;
alter table credential no force row level security;
alter table credential_runtime no force row level security;
alter table knower no force row level security;
update steward set identity_created_at = created_at from machine_identity identity
  where identity.tenant_id = steward.tenant_id and identity.id = steward.machine_identity_id;
update machine_identity_runtime link set identity_created_at = created_at from machine_identity identity
  where identity.tenant_id = link.tenant_id and identity.id = link.machine_identity_id;
update knower set credential_created_at = created_at from credential
  where credential.tenant_id = knower.tenant_id and credential.id = knower.credential_id;
insert into credential_runtime (tenant_id, credential_id, runtime_id, credential_created_at)
  select distinct tenant_id, id, runtime_id, created_at from credential, unnest(runtime_ids) as runtime_id;
alter table machine_identity force row level security;
alter table machine_identity_runtime force row level security;
alter table steward force row level security;
alter table credential force row level security;
alter table credential_runtime force row level security;
alter table knower force row level security;

alter table steward alter column identity_created_at set not null;
alter table machine_identity_runtime alter column identity_created_at set not null;
alter table knower alter column credential_created_at set not null;

create trigger place before insert on steward for each row execute function place_of_identity();
create trigger place before insert on machine_identity_runtime for each row execute function place_of_identity();
create trigger place before insert on knower for each row execute function place_of_credential();
create trigger keep_runtimes after insert on credential for each row when (new.runtime_ids <> '{}') execute function keep_credential_runtimes();
create trigger keep_runtimes_bound after update of runtime_ids on credential for each row
  when (new.runtime_ids <> old.runtime_ids) execute function keep_credential_runtimes();

drop index steward_person;
create index steward_person on steward (tenant_id, person_id, identity_created_at desc, machine_identity_id desc);
drop index machine_identity_runtime_runtime;
create index machine_identity_runtime_runtime on machine_identity_runtime (tenant_id, runtime_id, identity_created_at desc, machine_identity_id desc);
drop index knower_actor;
create index knower_actor on knower (tenant_id, actor_id, credential_created_at desc, credential_id desc);
