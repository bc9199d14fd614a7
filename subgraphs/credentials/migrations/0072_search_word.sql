-- Names are found by how their words begin. A word is a row, because what finds a word inside a text (ilike, trigrams,
-- text search) is not leakproof and would read all of the tenant's rows; `=` and `>=` on a word are.
create function words_of(text) returns text[] language sql immutable parallel safe
return array(select distinct word from regexp_split_to_table(lower($1), '[\s!-/:-@\[-`{-~…]+') as word where word <> '');

-- A hint's first two words are in every hint.
create function words_of_credential(name text, hint text) returns text[] language sql immutable parallel safe
return words_of(name || ' ' || regexp_replace(hint, '^bwk_(live|test)_', ''));

create table credential_word (
  tenant_id             uuid        not null default current_tenant_id(),
  word                  text        not null collate "C",
  credential_created_at timestamptz not null,
  credential_id         uuid        not null
);
call isolate_by_tenant('credential_word');
create unique index credential_word_listed on credential_word (tenant_id, word, credential_created_at desc, credential_id desc);

create table machine_identity_word (
  tenant_id           uuid        not null default current_tenant_id(),
  word                text        not null collate "C",
  identity_created_at timestamptz not null,
  machine_identity_id uuid        not null
);
call isolate_by_tenant('machine_identity_word');
create unique index machine_identity_word_listed on machine_identity_word (tenant_id, word, identity_created_at desc, machine_identity_id desc);

create function keep_credential_words() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    delete from credential_word where tenant_id = old.tenant_id and credential_created_at = old.created_at and credential_id = old.id
      and word = any (words_of_credential(old.name, old.hint));
  end if;
  insert into credential_word (tenant_id, word, credential_created_at, credential_id)
  select new.tenant_id, word, new.created_at, new.id from unnest(words_of_credential(new.name, new.hint)) as word;
  return null;
end $$;

create function keep_machine_identity_words() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    delete from machine_identity_word where tenant_id = old.tenant_id and identity_created_at = old.created_at
      and machine_identity_id = old.id and word = any (words_of(old.name));
  end if;
  insert into machine_identity_word (tenant_id, word, identity_created_at, machine_identity_id)
  select new.tenant_id, word, new.created_at, new.id from unnest(words_of(new.name)) as word;
  return null;
end $$;

alter table machine_identity no force row level security;
alter table credential no force row level security;
alter table credential_word no force row level security;
alter table machine_identity_word no force row level security;
insert into credential_word (tenant_id, word, credential_created_at, credential_id)
  select tenant_id, word, created_at, id from credential, unnest(words_of_credential(name, hint)) as word;
insert into machine_identity_word (tenant_id, word, identity_created_at, machine_identity_id)
  select tenant_id, word, created_at, id from machine_identity, unnest(words_of(name)) as word;
alter table machine_identity force row level security;
alter table credential force row level security;
alter table credential_word force row level security;
alter table machine_identity_word force row level security;

create trigger keep_words after insert on credential for each row execute function keep_credential_words();
create trigger keep_words_changed after update of name, hint on credential for each row
  when (new.name <> old.name or new.hint <> old.hint) execute function keep_credential_words();
create trigger keep_words after insert on machine_identity for each row execute function keep_machine_identity_words();
create trigger keep_words_changed after update of name on machine_identity for each row
  when (new.name <> old.name) execute function keep_machine_identity_words();
