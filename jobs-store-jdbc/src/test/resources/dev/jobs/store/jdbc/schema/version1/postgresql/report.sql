update jobs_job as j set revision = j.revision + 1, status = 'complete', worker_id = null, result = r.result, error = null,
updated_at = greatest(j.updated_at, statement_timestamp()), finished_at = greatest(j.updated_at, statement_timestamp())
from (select * from unnest(cast(? as uuid[]), cast(? as bigint[]), cast(? as uuid[]), cast(? as text[])) with ordinality as r (id, lease, worker, result, ordinal) limit (select 2147483647)) as r
where j.id = r.id and case when j.lease = r.lease and j.worker_id is not distinct from r.worker and j.status = 'processing' then true else false end
returning j.id, j.lease, j.status, j.due, j.finished_at is not null, j.queue, j.type, j.started_at, j.finished_at
