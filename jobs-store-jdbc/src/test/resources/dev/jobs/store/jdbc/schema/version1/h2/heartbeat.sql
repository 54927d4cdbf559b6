select false from final table (update jobs_worker set name = ?, types = ?, queues = ?, slots = ?, expires_at = dateadd(microsecond, ?, current_timestamp),
heard_at = case when false then heard_at else current_timestamp end where worker_id = ?)
