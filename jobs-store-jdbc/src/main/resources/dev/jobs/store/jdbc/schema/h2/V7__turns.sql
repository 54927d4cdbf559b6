-- From version 6 of the tables of Jobs to version 7, for H2. Older libraries cannot be opened on these tables: their claims start
-- jobs by submission, and read all jobs of a queue and type for it, since the index is in another order. Each statement may be run
-- again: H2 has no lock around several.

-- The order of a queue, by which new jobs get their turns; 'fair_by_owner' where there is no row.
create table if not exists jobs_queue (
    queue       varchar(200) not null primary key,
    queue_order varchar(20)  not null,
    has_owners  boolean      not null, -- true: a job of an owner was submitted to it once, and later ones are among_owners
    constraint jobs_queue_order check (queue_order in ('fair_by_owner', 'submission'))
);

-- given_turn: the turn that was given to it; null: none but its number
-- turn: the place at its priority, before seq
-- owner_weight: the jobs that its owner may have in one turn; null: 1
-- among_owners: true: the last turn of its owner is looked up with it, where '' is an owner too
-- held_by, of version 8: the holder that kept it back when a claim last looked; null: nobody did
-- One statement for all of them, since H2 copies the table for each. It has no "if not exists" for several columns.
execute immediate (
    select case
        when exists (
            select 1 from information_schema.columns
            where table_schema = current_schema and lower(table_name) = 'jobs_job' and lower(column_name) = 'among_owners')
        then 'set @jobs_step = 7'
        else 'alter table jobs_job add (
            given_turn   bigint,
            turn         bigint generated always as (coalesce(given_turn, seq)),
            owner_weight smallint,
            among_owners boolean default false not null,
            held_by      varchar(220))'
    end);

drop index if exists jobs_job_claim;
drop index if exists jobs_job_position;
-- A job that is kept back is in a part of the index of its own, so that no claim reads it until its holder may have room.
create index if not exists jobs_job_claim on jobs_job (status, due, declined, held_by, queue, type, priority desc, turn, seq);
create index if not exists jobs_job_position on jobs_job (status, due, queue, priority desc, turn, seq, type);
create index if not exists jobs_job_turn on jobs_job (status, due, queue, owner, priority, turn desc);

merge into jobs_schema (version, usable_from) key (version) values (7, 7);
