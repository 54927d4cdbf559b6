-- From version 5 of the tables of Jobs to version 6, for H2. Libraries of versions 1 to 5 can go on using them, but know of no
-- pauses: their workers start jobs that are paused. Each statement may be run again: H2 has no lock around
-- several.

-- The queues and types of which nothing starts.
create table if not exists jobs_pause (
    kind      varchar(10) not null, -- of name: 'queue' or 'type'
    name      varchar(200) not null,
    reason    varchar(500),
    paused_at timestamp(6) with time zone not null,
    ends_at   timestamp(6) with time zone, -- null: when it is resumed
    primary key (kind, name),
    constraint jobs_pause_kind check (kind in ('queue', 'type'))
);

merge into jobs_schema (version, usable_from) key (version) values (6, 1);
