-- From version 8 of the tables of Jobs to version 9, for H2. A library of version 8 can go on using them: its workers say nothing of the
-- child processes of what they run, and it does not keep why jobs waited, nor when they were cancelled. Each statement may be run again: H2 has no lock around several.

alter table jobs_worker add column if not exists children text; -- the live child processes of its jobs, as JSON; null: none

-- Why a job waited before its last start, of those that a limit key kept back; written by the claims of such jobs alone.
-- limited_by: the limit key that kept it back last; null: none did
-- limited_for: the reason, which is limit_reached, rate_limited or paused
-- limited_till: when there was room again
-- freed_by: the job whose end made room; null: something else did
-- cancelled_at, of jobs that were cancelled while they ran: from when on their work was being stopped
-- One statement for all of them, since H2 copies the table for each. It has no "if not exists" for several columns.
execute immediate (
    select case
        when exists (
            select 1 from information_schema.columns
            where table_schema = current_schema and lower(table_name) = 'jobs_job' and lower(column_name) = 'limited_by')
        then 'set @jobs_step = 9'
        else 'alter table jobs_job add (
            limited_by   varchar(200),
            limited_for  varchar(20),
            limited_till timestamp(6) with time zone,
            freed_by     uuid,
            cancelled_at timestamp(6) with time zone)'
    end);

alter table jobs_held_lane add column if not exists reason varchar(20); -- the reason for which it was closed last; null: a library of version 8 closed it
alter table jobs_held_lane add column if not exists freed_by uuid; -- the job for whose end it was opened; null: for something else
-- That of jobs is copied from here, and has no check of its own: each update of a job would pay for it.
alter table jobs_held_lane drop constraint if exists jobs_held_lane_reason;
alter table jobs_held_lane add constraint jobs_held_lane_reason check (reason in ('limit_reached', 'rate_limited', 'paused'));

-- The pauses that were resumed, replaced, or have ended by themselves.
create table if not exists jobs_past_pause (
    kind      varchar(10)  not null,
    name      varchar(200) not null,
    reason    varchar(500),
    paused_at timestamp(6) with time zone not null,
    ended_at  timestamp(6) with time zone not null,
    constraint jobs_past_pause_kind check (kind in ('queue', 'type', 'owner', 'limit_key'))
);
create index if not exists jobs_past_pause_target on jobs_past_pause (kind, name, ended_at);
create index if not exists jobs_past_pause_ended on jobs_past_pause (ended_at); -- for those that are deleted

merge into jobs_schema (version, usable_from) key (version) values (9, 8);
