-- From version 8 of the tables of Jobs to version 9, for PostgreSQL. A library of version 8 can go on using them: its workers say nothing
-- of the child processes of what they run, and it does not keep why jobs waited, nor when they were cancelled.

-- The change takes no time, but waits for every transaction that uses the table, and all others wait behind it: not for long. It then
-- fails, has changed nothing, and is to be tried again.
set local lock_timeout = '1s';

alter table jobs_worker add column children text; -- the live child processes of its jobs, as JSON; null: none

-- Why a job waited before its last start, of those that a limit key kept back; written by the claims of such jobs alone. And when one
-- was cancelled that was running.
alter table jobs_job
    add column limited_by   varchar(200) collate "C", -- the limit key that kept it back last; null: none did
    add column limited_for  varchar(20)  collate "C", -- the reason: limit_reached, rate_limited or paused
    add column limited_till timestamptz, -- when there was room again
    add column freed_by     uuid,        -- the job whose end made room; null: something else did
    add column cancelled_at timestamptz; -- from when on its work was being stopped; null: it was not cancelled while it ran

alter table jobs_held_lane
    add column reason   varchar(20) collate "C", -- the reason for which it was closed last; null: a library of version 8 closed it
    add column freed_by uuid,        -- the job for whose end it was opened; null: for something else
    -- That of jobs is copied from here, and has no check of its own: each update of a job would pay for it.
    add constraint jobs_held_lane_reason check (reason in ('limit_reached', 'rate_limited', 'paused'));

-- The pauses that were resumed, replaced, or have ended by themselves.
create table jobs_past_pause (
    kind      varchar(10)  collate "C" not null,
    name      varchar(200) collate "C" not null,
    reason    varchar(500),
    paused_at timestamptz  not null,
    ended_at  timestamptz  not null,
    constraint jobs_past_pause_kind check (kind in ('queue', 'type', 'owner', 'limit_key'))
);
create index jobs_past_pause_target on jobs_past_pause (kind, name, ended_at);
create index jobs_past_pause_ended on jobs_past_pause (ended_at); -- for those that are deleted

insert into jobs_schema (version, usable_from) values (9, 8);
