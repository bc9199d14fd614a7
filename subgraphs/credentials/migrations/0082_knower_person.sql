-- Who of those that have seen a secret is a person, by the id that memberships know: an id compared as text reaches no index.
alter table knower add column person_id uuid generated always as (
  case when actor ->> 'kind' = 'PERSON' and actor_id ~ '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$' then actor_id::uuid end) stored;
