-- From version 3 of the tables of Jobs to version 4, for PostgreSQL. Libraries of versions 1 to 3 can go on using them: what
-- their workers do is not in the history, and they do not say which of their handlers are stuck.

-- The changes take no time but that of the index, for which the table is read once while nobody writes to it. They wait for
-- every transaction that uses the tables, and all others wait behind them: not for long. The step then fails, has changed nothing,
-- and is to be tried again.
set local lock_timeout = '1s';

alter table jobs_worker add column stuck uuid[]; -- the jobs whose handlers do not stop; null: none

-- For operators. It has no entry for a job that does not fail.
create index jobs_job_failed on jobs_job (finished_at) where status = 'failed';

-- What happened in each minute, kept for a week. The times are numbers of jobs by the classes of a TimeHistogram.
create table jobs_history (
    minute_at timestamptz  not null,
    queue     varchar(200) collate "C" not null,
    type      varchar(200) collate "C" not null,
    submitted bigint       not null,
    started   bigint       not null,
    completed bigint       not null,
    failed    bigint       not null,
    cancelled bigint       not null,
    waited    bigint[]     not null,
    ran       bigint[]     not null,
    primary key (minute_at, queue, type)
) with (fillfactor = 50);

insert into jobs_schema (version, usable_from) values (4, 1);
