-- What is to be chained into the tenant's log: written in the transaction of the change itself, so that there is no change
-- without it, and taken from here by an appender, so that no change waits for the tenant's one chain.
create table audit_queue (
  tenant_id uuid   not null default current_tenant_id(),
  id        bigint not null generated always as identity,
  content   jsonb  not null,
  primary key (tenant_id, id)
);
call isolate_by_tenant('audit_queue', 'select, insert, delete');
call open_to('directory', 'audit_queue', 'select', 'tenant_id');

-- The log. `content` is what was hashed, byte for byte; the columns beside it are only for finding and are checked against it.
create table audit_leaf (
  tenant_id uuid        not null default current_tenant_id(),
  sequence  bigint      not null,
  at        timestamptz not null,
  action    text        not null,
  target_id text,
  actor_ids text[]      not null,
  content   text        not null,
  leaf_hash bytea       not null,
  primary key (tenant_id, sequence)
);
call isolate_by_tenant('audit_leaf', 'select, insert');
create index audit_leaf_action on audit_leaf (tenant_id, action, sequence desc);
create index audit_leaf_target on audit_leaf (tenant_id, target_id, sequence desc);
create index audit_leaf_at on audit_leaf (tenant_id, at desc);
create index audit_leaf_actor on audit_leaf using gin (actor_ids);

-- Where the chain ends. The row is the lock under which it grows, and tells a log that was cut short from a short one.
create table audit_head (
  tenant_id uuid   not null default current_tenant_id(),
  size      bigint not null,
  leaf_hash bytea  not null,
  primary key (tenant_id)
);
call isolate_by_tenant('audit_head', 'select, insert, update');

-- Triggers, so that nobody who writes one of these rows can forget the log.
create function queue_audit_entry() returns trigger language plpgsql as $$
begin
  insert into audit_queue (content) values (jsonb_build_object('source', new.kind, 'sourceId', new.id, 'at', new.at, 'actors', new.actors,
    'action', coalesce(new.action, new.mutation, 'unknown'), 'targetType', new.target_type, 'targetId', new.target_id,
    'effect', nullif(new.effect, 'FAIL'), 'reason', new.reason, 'requestId', new.request_id, 'count', 1));
  return null;
end $$;
create trigger queue_for_chain after insert on audit_entry for each row execute function queue_audit_entry();

create function queue_denial() returns trigger language plpgsql as $$
begin
  insert into audit_queue (content) values (jsonb_build_object('source', 'DENIAL', 'sourceId', new.id, 'at', new.at, 'actors', new.actors,
    'action', coalesce(new.action, 'tokenExchange'), 'targetType', case when new.credential_id is null then 'machine_identity' else 'credential' end,
    'targetId', coalesce(new.credential_id, new.machine_identity_id), 'effect', new.effect, 'reason', new.reason, 'requestId', new.request_id, 'count', 1));
  return null;
end $$;
create trigger queue_for_chain after insert on trust_decision for each row when (new.effect = 'DENY' and not new.simulated)
  execute function queue_denial();

create function queue_transition() returns trigger language plpgsql as $$
begin
  insert into audit_queue (content) values (jsonb_build_object('source', 'TRANSITION', 'sourceId', new.id, 'at', new.at,
    'actors', jsonb_build_array(new.by_actor), 'action', 'credentials.' || new.target_type || '.moved', 'targetType', new.target_type,
    'targetId', new.target_id, 'effect', 'ALLOW', 'requestId', new.request_id, 'count', 1,
    'reason', jsonb_build_object('code', new.reason_code, 'owner', 'CREDENTIALS', 'since', new.at, 'remedy', null,
      'message', new.from_state || ' to ' || new.to_state || coalesce(': ' || new.note, ''))));
  return null;
end $$;
create trigger queue_for_chain after insert on transition for each row execute function queue_transition();
