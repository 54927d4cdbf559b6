with alive as materialized (
    select 1 from jobs_worker where worker_id = ? and expires_at > statement_timestamp() for key share
),
unheard as materialized (
    select 1 from jobs_worker where (pg_last_xact_replay_timestamp() between statement_timestamp() - interval '5 minutes' and statement_timestamp()
    and heard_at <= pg_last_xact_replay_timestamp()) and expires_at > heard_at limit 1
),
late as materialized (
    select 1 from jobs_job where ? and status = 'pending' and due = false and due_at <= statement_timestamp() limit 1
),
lanes as materialized (
    select l.*, l.seq is not null as floored
    from unnest((select cast(? as text[])), cast(? as text[]), cast(? as integer[]), cast(? as bigint[]))
        as l (queue, type, priority, seq)
),
urgent as materialized (
    select 1 from lanes l
    where l.floored and exists (
        select 1 from jobs_job j
        where j.status = 'pending' and j.due and j.declined_by is null and j.queue = l.queue
            and j.type = l.type and j.priority > l.priority)
),
read_before as materialized (select (coalesce(pg_stat_get_xact_tuples_returned(to_regclass('jobs_job_claim')), 0)
    + coalesce(pg_stat_get_xact_tuples_returned(to_regclass('jobs_job_declined')), 0)
    + coalesce(pg_stat_get_xact_tuples_returned(to_regclass('jobs_job_position')), 0)) as entries),
heads as (select head.*
from lanes as l
cross join lateral (
    select j.id, j.priority, j.seq
    from jobs_job j
    where j.status = 'pending' and j.due and j.queue = l.queue and j.type = l.type and j.declined_by is null
    order by j.priority desc, j.seq
    limit (select cast(? as bigint))
    for update skip locked) as head
where not l.floored and exists (select 1 from alive) and exists (select 1 from read_before)
    and not exists (select 1 from unheard)
    and not exists (select 1 from late) and not exists (select 1 from urgent) union all select head.*
from lanes as l
cross join lateral (
    select j.id, j.priority, j.seq
    from jobs_job j
    where j.status = 'pending' and j.due and j.queue = l.queue and j.type = l.type and j.declined_by is null and j.priority = l.priority and j.seq > l.seq
    order by j.priority desc, j.seq
    limit (select cast(? as bigint))
    for update skip locked) as head
where l.floored and exists (select 1 from alive) and exists (select 1 from read_before)
    and not exists (select 1 from unheard)
    and not exists (select 1 from late) and not exists (select 1 from urgent) union all select head.*
from lanes as l
cross join lateral (
    select j.id, j.priority, j.seq
    from jobs_job j
    where j.status = 'pending' and j.due and j.queue = l.queue and j.type = l.type and j.declined_by is not null and not (? = any(j.declined_by))
    order by j.priority desc, j.seq
    limit (select cast(? as bigint))
    for update skip locked) as head
where (select cast(? as boolean)) and exists (select 1 from alive) and exists (select 1 from read_before)
    and not exists (select 1 from unheard)
    and not exists (select 1 from late) and not exists (select 1 from urgent)),
claimed as (
    update jobs_job set status = 'processing', worker_id = ?, attempt = attempt + 1, lease = lease + 1 + cast(floor(random() * 4294967296) as bigint),
revision = revision + 1,
started_at = greatest(updated_at, statement_timestamp()), updated_at = greatest(updated_at, statement_timestamp())
    where id = any (array(
        select id from heads order by priority desc, seq limit (select cast(? as bigint))))
    returning id, type, queue, priority, owner, idempotency_key, payload, max_attempts, backoff_initial_ms, backoff_max_ms, status, attempt, stage, progress, result, error, release, created_at, due_at, updated_at, started_at, finished_at, stages, stages_entered, overall_progress, revision, lease, seq
)
select id, type, queue, priority, owner, idempotency_key, payload, max_attempts, backoff_initial_ms, backoff_max_ms, status, attempt, stage, progress, result, error, release, created_at, due_at, updated_at, started_at, finished_at, stages, stages_entered, overall_progress, revision, lease, seq,
    (select (coalesce(pg_stat_get_xact_tuples_returned(to_regclass('jobs_job_claim')), 0)
    + coalesce(pg_stat_get_xact_tuples_returned(to_regclass('jobs_job_declined')), 0)
    + coalesce(pg_stat_get_xact_tuples_returned(to_regclass('jobs_job_position')), 0)) - (select entries from read_before) from (select count(*) from claimed) as after),
    exists (select 1 from late),
    exists (select 1 from unheard)
from (select 1) as always left join claimed on true
