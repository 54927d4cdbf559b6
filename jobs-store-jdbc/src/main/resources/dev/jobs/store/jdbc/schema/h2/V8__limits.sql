-- From version 7 of the tables of Jobs to version 8, for H2. Older libraries cannot be opened on these tables, since their claims know
-- of no limits, nor of pauses of owners and limit keys. Each statement may be run again: H2 has no lock around several.

-- limit_keys: each but the last with a line feed behind it; null: none
-- replaced_by: the job for whose sake it was cancelled
-- One statement for both of them, since H2 copies the table for each. It has no "if not exists" for several columns.
execute immediate (
    select case
        when exists (
            select 1 from information_schema.columns
            where table_schema = current_schema and lower(table_name) = 'jobs_job' and lower(column_name) = 'replaced_by')
        then 'set @jobs_step = 8'
        else 'alter table jobs_job add (
            limit_keys varchar(803),
            replaced_by uuid)'
    end);

create table if not exists jobs_limit (
    name          varchar(200) not null primary key, -- a limit key, or the beginning of keys and a star
    at_once       integer,     -- null: any number
    starts        integer,     -- in a period; null: any number
    period_micros bigint,
    burst         integer,
    message       varchar(500),
    source        varchar(10)  not null,
    constraint jobs_limit_rate check ((starts is null) = (period_micros is null) and (starts is null) = (burst is null)),
    constraint jobs_limit_source check (source in ('code', 'operator'))
);

-- What may keep jobs back, a limit key or an owner, as 'limit_key:ffmpeg' and 'owner:ann'. Who starts or holds jobs because of it, or
-- lets claims look at them again, locks its row.
create table if not exists jobs_holder (
    holder  varchar(220) not null primary key,
    full_at timestamp(6) with time zone -- when the bucket of its rate is full again; null: it is
);

-- The leases that take a permit of a limit key. A row counts only while its job has this lease and somebody holds it.
create table if not exists jobs_permit (
    limit_key varchar(200) not null,
    job_id    uuid         not null,
    lease     bigint       not null,
    primary key (limit_key, job_id)
);

-- The queues and types in which a holder keeps jobs back.
create table if not exists jobs_held_lane (
    held_by  varchar(220) not null,
    queue    varchar(200) not null,
    type     varchar(200) not null,
    opens_at timestamp(6) with time zone, -- from when on claims look at its jobs; null: when something changes
    primary key (held_by, queue, type)
);

alter table jobs_pause drop constraint if exists jobs_pause_kind;
alter table jobs_pause add constraint jobs_pause_kind check (kind in ('queue', 'type', 'owner', 'limit_key'));

merge into jobs_schema (version, usable_from) key (version) values (8, 8);
