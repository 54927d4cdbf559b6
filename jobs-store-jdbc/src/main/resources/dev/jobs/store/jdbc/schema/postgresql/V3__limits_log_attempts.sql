-- From version 2 of the tables of Jobs to version 3, for PostgreSQL. Libraries of versions 1 and 2 can go on using them: their
-- workers run jobs without regard to limits of time, log nothing, and leave no rows for attempts.

-- The change takes no time, but waits for every transaction that uses the table, and all others wait behind it: not for long.
-- It then fails, has changed nothing, and is to be tried again.
set local lock_timeout = '1s';

alter table jobs_job
    add column time_limit_ms    bigint,      -- of one attempt; null: what its worker allows
    add column silence_limit_ms bigint,      -- without a sign of life of an attempt; null: what its worker allows
    add column fails_at_limit   boolean,     -- true: an attempt that reaches a limit is the last one
    add column time_limit_at    timestamptz, -- when the attempt that began at time_limit_from reaches its time limit
    add column time_limit_from  timestamptz, -- other than started_at: a worker of an older version has begun another attempt since
    add column stage_times      text,        -- those of the last attempt, as JSON; null: none
    add column rerun_of         uuid,        -- the job that this one runs again
    add column rerun_as         uuid;        -- the newest job that runs this one again

-- The attempts that have ended, but for those of number 1 that completed their job. There is no foreign key here: a pruning
-- would pay for it with each job.
create table jobs_attempt (
    job_id     uuid        not null,
    lease      bigint      not null,
    number     integer     not null,
    worker     text        not null, -- its name; '': not known any more
    started_at timestamptz not null,
    ended_at   timestamptz not null,
    ended      varchar(12) not null,
    error      text,
    release    varchar(10),
    primary key (job_id, lease),
    constraint jobs_attempt_ended check (ended in ('completed', 'failed', 'timed_out', 'handed_back', 'lost', 'cancelled')),
    constraint jobs_attempt_release check (release in ('confirmed', 'presumed'))
);

-- The newest lines of the jobs' logs. Numbers that are missing are those of lines that were dropped.
create table jobs_log (
    job_id       uuid        not null,
    number       bigint      not null, -- among all lines of the job, from 1
    lease        bigint      not null,
    line         bigint      not null, -- among all lines under this lease, from 1: a line that is reported again is known by it
    attempt      integer     not null,
    logged_at    timestamptz not null,
    text         text        not null,
    lines_before bigint      not null, -- the number of lines of the job that were written here before this one, also of those deleted since
    bytes_before bigint      not null, -- the bytes of their texts: with these two it is known up to which number lines are too many
    primary key (job_id, number)
);

insert into jobs_schema (version, usable_from) values (3, 1);
