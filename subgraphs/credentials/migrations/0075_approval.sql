-- Everybody who acted when the credential was asked for, and the people behind the machines among them: none of them approves it.
alter table credential add column asked_by text[] not null default '{}';
