-- The tables of Jobs, version 1, for H2 2.2 and newer. Each statement may be run again: H2 has no lock around several.

create table if not exists jobs_job (
    id                 uuid             not null primary key,
    seq                bigint           not null generated always as identity,
    type               varchar(200)     not null,
    queue              varchar(200)     not null,
    priority           integer          not null,
    owner              varchar(200)     not null, -- '' is nobody
    idempotency_key    varchar(200),
    payload            text             not null,
    max_attempts       integer          not null,
    backoff_initial_ms bigint           not null,
    backoff_max_ms     bigint           not null,
    stages             text,                      -- those that its type declares, as JSON; null: none
    status             varchar(10)      not null,
    due                boolean          not null, -- false: due_at was in the future when it was last looked at
    due_at             timestamp(6) with time zone not null,
    attempt            integer          default 0 not null,
    losses             integer          default 0 not null, -- attempts that ended with the loss of their worker
    lease              bigint           default 0 not null,
    worker_id          uuid,                      -- who holds the lease; null: nobody does
    declined_by        uuid array,                -- the workers that cannot read its payload; null: none
    declined           boolean          generated always as (declined_by is not null),
    declined_until     timestamp(6) with time zone, -- until when it waits for a worker that can
    stage              varchar(200),
    progress           double precision default 0 not null,
    stages_entered     bigint           default 0 not null, -- bit i for the declared stage i
    overall_progress   double precision default 0 not null,
    result             text,
    error              text,
    release            varchar(10),
    cancel_request     uuid,                      -- the call that cancelled it: how that call knows its own work again
    created_at         timestamp(6) with time zone not null,
    updated_at         timestamp(6) with time zone not null,
    started_at         timestamp(6) with time zone,
    finished_at        timestamp(6) with time zone,
    revision           bigint           default 1 not null,

    constraint jobs_job_attempts check (attempt between 0 and max_attempts),
    constraint jobs_job_status check (
        case status
            when 'pending' then worker_id is null and finished_at is null and release is null and result is null
            when 'processing' then worker_id is not null and finished_at is null and release is null and result is null
            when 'complete' then worker_id is null and finished_at is not null and release is null
            when 'failed' then worker_id is null and finished_at is not null and release is null and result is null
            when 'cancelled' then (worker_id is null) = (finished_at is not null) and result is null
                and case when finished_at is null then release is null else coalesce(release in ('confirmed', 'presumed'), false) end
            else false
        end),
    constraint jobs_job_idempotency unique (idempotency_key, owner)
);

create index if not exists jobs_job_claim on jobs_job (status, due, declined, queue, type, priority desc, seq);
create index if not exists jobs_job_position on jobs_job (status, due, queue, priority desc, seq, type);
create index if not exists jobs_job_due on jobs_job (status, due, due_at);
create index if not exists jobs_job_worker on jobs_job (worker_id);
create index if not exists jobs_job_finished on jobs_job (finished_at);
create index if not exists jobs_job_owner on jobs_job (owner, id);

create table if not exists jobs_worker (
    worker_id  uuid                        not null primary key,
    name       text                        not null,
    types      varchar(200) array          not null,
    queues     varchar(200) array          not null,
    slots      integer                     not null,
    started_at timestamp(6) with time zone not null,
    heard_at   timestamp(6) with time zone not null,
    expires_at timestamp(6) with time zone not null
);

-- What completed jobs took lately, for estimates.
create table if not exists jobs_duration (
    type          varchar(200) not null primary key,
    recent_micros bigint array not null -- the newest first
);

create table if not exists jobs_schema (
    version    integer                     not null primary key,
    applied_at timestamp(6) with time zone default current_timestamp not null
);

merge into jobs_schema (version) key (version) values (1);
