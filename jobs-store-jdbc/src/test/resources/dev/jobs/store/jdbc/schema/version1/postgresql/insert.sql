insert into jobs_job (id, type, queue, priority, owner, idempotency_key, payload, max_attempts,
        backoff_initial_ms, backoff_max_ms, stages, status, due, due_at, created_at, updated_at)
select r.id, r.type, r.queue, r.priority, r.owner, r.idempotency_key, r.payload, r.max_attempts,
        r.initial_ms, r.max_ms, r.stages, 'pending', coalesce(r.due_at <= statement_timestamp(), r.delay = 0), coalesce(r.due_at, (statement_timestamp() + r.delay * interval '1 microsecond')), statement_timestamp(), statement_timestamp()
from unnest(cast(? as uuid[]), cast(? as text[]), cast(? as text[]), cast(? as integer[]), cast(? as text[]), cast(? as text[]), cast(? as text[]), cast(? as integer[]), cast(? as bigint[]), cast(? as bigint[]), cast(? as text[]), cast(? as timestamp with time zone[]), cast(? as bigint[])) with ordinality as r (id, type, queue, priority, owner, idempotency_key, payload, max_attempts, initial_ms, max_ms, stages, due_at, delay, ordinal) 
order by r.ordinal on conflict do nothing
