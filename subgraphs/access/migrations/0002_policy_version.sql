-- One row per state that the catalogue ever had: a decision names the version that it was made under.
create table policy_version (
  version     integer      primary key generated always as identity,
  digest      text         not null,
  created_at  timestamptz  not null default now()
);
call share_with_all_tenants('policy_version', 'versions of the action catalogue');
call open_to('consume', 'policy_version', 'select, insert');
call open_to('declare', 'policy_version', 'select, insert');
