-- From version 6 of the tables of Jobs to version 7, for PostgreSQL. Older libraries cannot be opened on these tables: their claims
-- start jobs by submission, and read all jobs of a queue and type for it, since the index is in another order. Those that run lose
-- nothing, but are slow where many jobs wait: stop their workers before, or soon after.

-- Three indexes of the waiting jobs are made again, and one more of those of owners, which takes some seconds for a million of them;
-- who uses the table waits. They are made as version 8 needs them, so that its step makes none of them once more. The step waits for every
-- transaction that uses the table, but not for long. It then fails, has changed nothing, and is to be tried again.
set local lock_timeout = '1s';

-- The order of a queue, by which new jobs get their turns; 'fair_by_owner' where there is no row.
create table jobs_queue (
    queue       varchar(200) collate "C" not null primary key,
    queue_order varchar(20)  collate "C" not null,
    has_owners  boolean      not null, -- true: a job of an owner was submitted to it once, and later ones are among_owners
    constraint jobs_queue_order check (queue_order in ('fair_by_owner', 'submission'))
);

alter table jobs_job
    add column turn         bigint  not null default 0, -- the place at its priority, before seq; the jobs that wait now keep the first places
    add column owner_weight smallint, -- the jobs that its owner may have in one turn; null: 1
    add column among_owners boolean not null default false, -- true: the last turn of its owner is looked up with it, where '' is an owner too
    add column held_by      varchar(220) collate "C"; -- of version 8: the holder that kept it back when a claim last looked; null: nobody did

drop index jobs_job_claim, jobs_job_declined, jobs_job_position;
create index jobs_job_declined on jobs_job (queue, type, priority desc, turn, seq) where status = 'pending' and due and declined_by is not null;
create index jobs_job_position on jobs_job (queue, priority desc, turn, seq) include (type) where status = 'pending' and due;
-- The condition is one that no other index has, so that the planner has no choice: the index of positions costs it as little where the
-- statistics know of no waiting jobs, and reads all that wait.
create index jobs_job_turn on jobs_job (queue, owner, priority, turn)
    where case when status = 'pending' and due then among_owners end;

-- A job that is kept back is not in the index of claims, so that no claim reads it until its holder may have room. The condition is one
-- that no other index has, too: where all jobs are of one type, that of positions costs a claim as little by the statistics. The status
-- stands before it by itself, so that the planner knows how few jobs wait.
create index jobs_job_claim on jobs_job (queue, type, priority desc, turn, seq)
    where status = 'pending' and case when due and declined_by is null then held_by is null end;

insert into jobs_schema (version, usable_from) values (7, 7);
