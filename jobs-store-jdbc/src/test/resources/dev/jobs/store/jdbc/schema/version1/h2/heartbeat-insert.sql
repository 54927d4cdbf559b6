insert into jobs_worker (name, types, queues, slots, expires_at, worker_id, started_at, heard_at)
values (?, ?, ?, ?, dateadd(microsecond, ?, current_timestamp), ?, current_timestamp, current_timestamp)
