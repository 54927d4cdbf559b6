-- From version 3 of the tables of Jobs to version 4, for H2. Libraries of versions 1 to 3 can go on using them: what their workers
-- do is not in the history, and they do not say which of their handlers are stuck. Each statement may be run again: H2 has no
-- lock around several.

alter table jobs_worker add column if not exists stuck uuid array; -- the jobs whose handlers do not stop; null: none

-- What happened in each minute, kept for a week. The times are numbers of jobs by the classes of a TimeHistogram.
create table if not exists jobs_history (
    minute_at timestamp(0) with time zone not null,
    queue     varchar(200)                not null,
    type      varchar(200)                not null,
    submitted bigint                      not null,
    started   bigint                      not null,
    completed bigint                      not null,
    failed    bigint                      not null,
    cancelled bigint                      not null,
    waited    bigint array                not null,
    ran       bigint array                not null,
    primary key (minute_at, queue, type)
);

merge into jobs_schema (version, usable_from) key (version) values (4, 1);
