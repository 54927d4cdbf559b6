update jobs_worker set name = ?, types = ?, queues = ?, slots = ?, expires_at = (statement_timestamp() + ? * interval '1 microsecond'),
heard_at = case when (pg_last_xact_replay_timestamp() between statement_timestamp() - interval '5 minutes' and statement_timestamp()
    and heard_at <= pg_last_xact_replay_timestamp()) then heard_at else statement_timestamp() end where worker_id = ? returning (pg_last_xact_replay_timestamp() between statement_timestamp() - interval '5 minutes' and statement_timestamp()
    and heard_at <= pg_last_xact_replay_timestamp())
