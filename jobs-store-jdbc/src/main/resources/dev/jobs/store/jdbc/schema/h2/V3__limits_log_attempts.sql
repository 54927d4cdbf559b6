-- From version 2 of the tables of Jobs to version 3, for H2. Libraries of versions 1 and 2 can go on using them: their workers
-- run jobs without regard to limits of time, log nothing, and leave no rows for attempts. Each statement may be run again: H2
-- has no lock around several.

-- time_limit_ms: the longest that an attempt may take; null: what its worker allows
-- silence_limit_ms: the longest without a sign of life of an attempt; null: what its worker allows
-- fails_at_limit: true: an attempt that reaches a limit is the last one
-- time_limit_at: when the attempt that began at time_limit_from reaches its time limit; not the current one if started_at is
--     another
-- stage_times: those of the last attempt, as JSON; null: none
-- rerun_of: the job that this one runs again; rerun_as: the newest job that runs this one again
-- One statement for all of them, since H2 copies the table for each. It has no "if not exists" for several columns.
execute immediate (
    select case
        when exists (
            select 1 from information_schema.columns
            where table_schema = current_schema and lower(table_name) = 'jobs_job' and lower(column_name) = 'rerun_as')
        then 'set @jobs_step = 3'
        else 'alter table jobs_job add (
            time_limit_ms    bigint,
            silence_limit_ms bigint,
            fails_at_limit   boolean,
            time_limit_at    timestamp(6) with time zone,
            time_limit_from  timestamp(6) with time zone,
            stage_times      text,
            rerun_of         uuid,
            rerun_as         uuid)'
    end);

-- The attempts that have ended, but for those of number 1 that completed their job.
create table if not exists jobs_attempt (
    job_id     uuid                        not null,
    lease      bigint                      not null,
    number     integer                     not null,
    worker     text                        not null, -- its name; '': not known any more
    started_at timestamp(6) with time zone not null,
    ended_at   timestamp(6) with time zone not null,
    ended      varchar(12)                 not null,
    error      text,
    release    varchar(10),
    primary key (job_id, lease),
    constraint jobs_attempt_ended check (ended in ('completed', 'failed', 'timed_out', 'handed_back', 'lost', 'cancelled')),
    constraint jobs_attempt_release check (release in ('confirmed', 'presumed'))
);

-- The newest lines of the jobs' logs. Numbers that are missing are those of lines that were dropped.
create table if not exists jobs_log (
    job_id       uuid                        not null,
    number       bigint                      not null, -- among all lines of the job, from 1
    lease        bigint                      not null,
    line         bigint                      not null, -- among all lines under this lease, from 1: a line that is reported again is known by it
    attempt      integer                     not null,
    logged_at    timestamp(6) with time zone not null,
    text         text                        not null,
    lines_before bigint                      not null, -- the number of lines of the job that were written here before this one, also of those deleted since
    bytes_before bigint                      not null, -- the bytes of their texts: with these two it is known up to which number lines are too many
    primary key (job_id, number)
);

merge into jobs_schema (version, usable_from) key (version) values (3, 1);
