-- The tables of Jobs, version 1, for PostgreSQL 13 and newer. Applied at open under a lock, or by Flyway or Liquibase as it is.

-- Names are compared by their code points (collate "C"), whatever the collation of the database is or becomes.
create table jobs_job (
    id                 uuid             not null primary key,
    seq                bigint           not null generated always as identity,
    type               varchar(200)     collate "C" not null,
    queue              varchar(200)     collate "C" not null,
    priority           integer          not null,
    owner              varchar(200)     collate "C" not null, -- '' is nobody
    idempotency_key    varchar(200)     collate "C",
    payload            text             not null,
    max_attempts       integer          not null,
    backoff_initial_ms bigint           not null,
    backoff_max_ms     bigint           not null,
    stages             text,                      -- those that its type declares, as JSON; null: none
    status             varchar(10)      not null default 'pending',
    due                boolean          not null default true, -- false: due_at was in the future when it was last looked at
    due_at             timestamptz      not null default statement_timestamp(),
    attempt            integer          not null default 0,
    losses             integer          not null default 0, -- attempts that ended with the loss of their worker
    lease              bigint           not null default 0,
    worker_id          uuid,                      -- who holds the lease; null: nobody does
    declined_by        uuid[],                    -- the workers that cannot read its payload; null: none
    declined_until     timestamptz,               -- until when it waits for a worker that can
    stage              varchar(200),
    progress           double precision not null default 0,
    stages_entered     bigint           not null default 0, -- bit i for the declared stage i
    overall_progress   double precision not null default 0,
    result             text,
    error              text,
    release            varchar(10),
    cancel_request     uuid,                      -- the call that cancelled it: how that call knows its own work again
    created_at         timestamptz      not null default statement_timestamp(),
    updated_at         timestamptz      not null default statement_timestamp(),
    started_at         timestamptz,
    finished_at        timestamptz,
    revision           bigint           not null default 1,

    constraint jobs_job_attempts check (attempt between 0 and max_attempts),
    -- One for all that depends on the status: PostgreSQL prepares each constraint anew for each statement.
    constraint jobs_job_status check (
        case status
            when 'pending' then worker_id is null and finished_at is null and release is null and result is null
            when 'processing' then worker_id is not null and finished_at is null and release is null and result is null
            when 'complete' then worker_id is null and finished_at is not null and release is null
            when 'failed' then worker_id is null and finished_at is not null and release is null and result is null
            when 'cancelled' then (worker_id is null) = (finished_at is not null) and result is null
                and case when finished_at is null then release is null else coalesce(release in ('confirmed', 'presumed'), false) end
            else false
        end)
) with (
    fillfactor = 70,
    autovacuum_vacuum_scale_factor = 0.02,
    autovacuum_vacuum_threshold = 1000,
    autovacuum_vacuum_insert_scale_factor = 0.1,
    autovacuum_analyze_scale_factor = 0.05,
    autovacuum_vacuum_cost_delay = 1
);

-- No index holds a column that progress writes: one would end heap-only updates.
create index jobs_job_claim on jobs_job (queue, type, priority desc, seq) where status = 'pending' and due and declined_by is null;
create index jobs_job_declined on jobs_job (queue, type, priority desc, seq) where status = 'pending' and due and declined_by is not null;
create index jobs_job_position on jobs_job (queue, priority desc, seq) include (type) where status = 'pending' and due;
create index jobs_job_due on jobs_job (due_at) where status = 'pending' and not due;
create index jobs_job_worker on jobs_job (worker_id) where worker_id is not null;
create index jobs_job_finished on jobs_job (finished_at) where finished_at is not null;
create index jobs_job_owner on jobs_job (owner, id) where owner <> '';
create unique index jobs_job_idempotency on jobs_job (idempotency_key, owner) where idempotency_key is not null;

create table jobs_worker (
    worker_id  uuid           not null primary key,
    name       text           not null,
    types      varchar(200)[] not null,
    queues     varchar(200)[] not null,
    slots      integer        not null,
    started_at timestamptz    not null,
    heard_at   timestamptz    not null,
    expires_at timestamptz    not null
) with (fillfactor = 50);

-- What completed jobs took lately, for estimates.
create table jobs_duration (
    type          varchar(200) collate "C" not null primary key,
    recent_micros bigint[]     not null -- the newest first
) with (fillfactor = 50);

create table jobs_schema (
    version    integer     not null primary key,
    applied_at timestamptz not null default current_timestamp
);

insert into jobs_schema (version) values (1);
