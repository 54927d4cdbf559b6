-- From version 7 of the tables of Jobs to version 8, for PostgreSQL. Older libraries cannot be opened on these tables, since their claims
-- know of no limits, nor of pauses of owners and limit keys. Stop their workers before: those that run go on claiming.

-- Two indexes are made that have no entries yet, for which the table is read; who uses it waits. The step waits for every transaction
-- that uses the table, but not for long. It then fails, has changed nothing, and is to be tried again.
set local lock_timeout = '1s';

alter table jobs_job
    add column limit_keys varchar(803) collate "C", -- each but the last with a line feed behind it; null: none
    add column replaced_by uuid;                    -- the job for whose sake it was cancelled

create index jobs_job_held on jobs_job (held_by, queue, type, priority desc, turn, seq)
    where status = 'pending' and due and held_by is not null;

-- For submissions that ask whether a limit is full. It has no entry for a job without limit keys.
create index jobs_job_limit_key on jobs_job using gin (string_to_array(limit_keys, E'\n')) with (fastupdate = off)
    where status = 'pending' and limit_keys is not null;

create table jobs_limit (
    name          varchar(200) collate "C" not null primary key, -- a limit key, or the beginning of keys and a star
    at_once       integer,      -- null: any number
    starts        integer,      -- in a period; null: any number
    period_micros bigint,
    burst         integer,
    message       varchar(500),
    source        varchar(10)  collate "C" not null,
    constraint jobs_limit_rate check ((starts is null) = (period_micros is null) and (starts is null) = (burst is null)),
    constraint jobs_limit_source check (source in ('code', 'operator'))
);

-- What may keep jobs back, a limit key or an owner, as 'limit_key:ffmpeg' and 'owner:ann'. Who starts or holds jobs because of it, or
-- lets claims look at them again, locks its row.
create table jobs_holder (
    holder  varchar(220) collate "C" not null primary key,
    full_at timestamptz -- when the bucket of its rate is full again; null: it is
) with (fillfactor = 50);

-- The leases that take a permit of a limit key. A row counts only while its job has this lease and somebody holds it.
create table jobs_permit (
    limit_key varchar(200) collate "C" not null,
    job_id    uuid   not null,
    lease     bigint not null,
    primary key (limit_key, job_id)
);

-- The queues and types in which a holder keeps jobs back.
create table jobs_held_lane (
    held_by  varchar(220) collate "C" not null,
    queue    varchar(200) collate "C" not null,
    type     varchar(200) collate "C" not null,
    opens_at timestamptz, -- from when on claims look at its jobs; null: when something changes
    primary key (held_by, queue, type)
) with (fillfactor = 50);

alter table jobs_pause drop constraint jobs_pause_kind;
alter table jobs_pause add constraint jobs_pause_kind check (kind in ('queue', 'type', 'owner', 'limit_key'));

insert into jobs_schema (version, usable_from) values (8, 8);
