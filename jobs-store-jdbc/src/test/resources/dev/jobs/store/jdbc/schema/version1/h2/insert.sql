insert into jobs_job (id, type, queue, priority, owner, idempotency_key, payload, max_attempts,
        backoff_initial_ms, backoff_max_ms, stages, status, due, due_at, created_at, updated_at)
select r.id, r.type, r.queue, r.priority, r.owner, r.idempotency_key, r.payload, r.max_attempts,
        r.initial_ms, r.max_ms, r.stages, 'pending', coalesce(r.due_at <= current_timestamp, r.delay = 0), coalesce(r.due_at, dateadd(microsecond, r.delay, current_timestamp)), current_timestamp, current_timestamp
from unnest(cast(? as uuid array), cast(? as text array), cast(? as text array), cast(? as integer array), cast(? as text array), cast(? as text array), cast(? as text array), cast(? as integer array), cast(? as bigint array), cast(? as bigint array), cast(? as text array), cast(? as timestamp with time zone array), cast(? as bigint array)) with ordinality as r (id, type, queue, priority, owner, idempotency_key, payload, max_attempts, initial_ms, max_ms, stages, due_at, delay, ordinal) where not exists (select 1 from jobs_job j where j.id = r.id) and not exists (select 1 from jobs_job j where j.idempotency_key = r.idempotency_key and j.owner = r.owner)
order by r.ordinal
