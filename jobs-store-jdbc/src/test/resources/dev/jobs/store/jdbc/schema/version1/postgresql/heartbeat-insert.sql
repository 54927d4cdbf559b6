insert into jobs_worker (name, types, queues, slots, expires_at, worker_id, started_at, heard_at)
values (?, ?, ?, ?, (statement_timestamp() + ? * interval '1 microsecond'), ?, statement_timestamp(), statement_timestamp()) on conflict do nothing
