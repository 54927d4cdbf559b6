-- From version 5 of the tables of Jobs to version 6, for PostgreSQL. Libraries of versions 1 to 5 can go on using them, but know of no
-- pauses: their workers start jobs that are paused.

-- The queues and types of which nothing starts.
create table jobs_pause (
    kind      varchar(10) collate "C" not null, -- of name: 'queue' or 'type'
    name      varchar(200) collate "C" not null,
    reason    varchar(500),
    paused_at timestamptz not null,
    ends_at   timestamptz, -- null: when it is resumed
    primary key (kind, name),
    constraint jobs_pause_kind check (kind in ('queue', 'type'))
);

insert into jobs_schema (version, usable_from) values (6, 1);
