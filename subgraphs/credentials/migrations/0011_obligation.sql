-- What an owner was told to do, with the answer that said so.
alter table trust_decision add column obligations jsonb not null default '[]';
