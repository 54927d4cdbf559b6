-- Jobs of every status, as libraries of version 1 leave them behind; for H2 and PostgreSQL.

insert into jobs_worker (worker_id, name, types, queues, slots, started_at, heard_at, expires_at) values
    ('00000000-0000-0000-0000-00000000a001', 'old', array['ingest'], array['default'], 4,
        timestamp with time zone '2026-01-05 09:00:00+00', current_timestamp, timestamp with time zone '2999-01-01 00:00:00+00');

insert into jobs_duration (type, recent_micros) values ('ingest', array[3000000, 1000000]);

-- Waits, with all that a request can have.
insert into jobs_job (id, type, queue, priority, owner, idempotency_key, payload, max_attempts, backoff_initial_ms,
        backoff_max_ms, stages, status, due, due_at, created_at, updated_at) values
    ('00000000-0000-0000-0000-000000000001', 'ingest', 'default', 5, 'anna', 'key', '{"n":1}', 3, 1000, 600000,
        '[{"name":"download","label":"Download","weight":1.0}]', 'pending', true,
        timestamp with time zone '2026-01-05 10:00:00+00', timestamp with time zone '2026-01-05 10:00:00+00',
        timestamp with time zone '2026-01-05 10:00:00+00');

-- Is due later.
insert into jobs_job (id, type, queue, priority, owner, payload, max_attempts, backoff_initial_ms, backoff_max_ms,
        status, due, due_at, created_at, updated_at) values
    ('00000000-0000-0000-0000-000000000002', 'ingest', 'default', 0, '', '{"n":2}', 3, 1000, 600000,
        'pending', false, timestamp with time zone '2999-01-01 00:00:00+00',
        timestamp with time zone '2026-01-05 10:00:00+00', timestamp with time zone '2026-01-05 10:00:00+00');

-- Waits for another attempt, whose time has come.
insert into jobs_job (id, type, queue, priority, owner, payload, max_attempts, backoff_initial_ms, backoff_max_ms,
        status, due, due_at, attempt, lease, error, created_at, updated_at, started_at, revision) values
    ('00000000-0000-0000-0000-000000000003', 'ingest', 'default', 0, '', '{"n":3}', 3, 1000, 600000,
        'pending', false, timestamp with time zone '2026-01-05 10:00:05+00', 1, 30, 'No such file.',
        timestamp with time zone '2026-01-05 10:00:00+00', timestamp with time zone '2026-01-05 10:00:04+00',
        timestamp with time zone '2026-01-05 10:00:03+00', 3);

-- Was declined by a worker, and waits for another.
insert into jobs_job (id, type, queue, priority, owner, payload, max_attempts, backoff_initial_ms, backoff_max_ms,
        status, due, due_at, lease, declined_by, declined_until, created_at, updated_at, started_at, revision) values
    ('00000000-0000-0000-0000-000000000004', 'ingest', 'default', 0, '', '{"n":4}', 3, 1000, 600000,
        'pending', true, timestamp with time zone '2026-01-05 10:00:05+00', 40,
        array[cast('00000000-0000-0000-0000-00000000a009' as uuid)], timestamp with time zone '2999-01-01 00:00:00+00',
        timestamp with time zone '2026-01-05 10:00:00+00', timestamp with time zone '2026-01-05 10:00:05+00',
        timestamp with time zone '2026-01-05 10:00:04+00', 3);

-- Is processing.
insert into jobs_job (id, type, queue, priority, owner, payload, max_attempts, backoff_initial_ms, backoff_max_ms,
        status, due, due_at, attempt, losses, lease, worker_id, stage, progress, stages_entered, overall_progress,
        created_at, updated_at, started_at, revision) values
    ('00000000-0000-0000-0000-000000000005', 'ingest', 'default', 0, '', '{"n":5}', 3, 1000, 600000,
        'processing', true, timestamp with time zone '2026-01-05 10:00:00+00', 2, 1, 50,
        '00000000-0000-0000-0000-00000000a001', 'download', 42.5, 1, 20,
        timestamp with time zone '2026-01-05 10:00:00+00', timestamp with time zone '2026-01-05 10:00:09+00',
        timestamp with time zone '2026-01-05 10:00:08+00', 7);

-- Are complete, with and without a result.
insert into jobs_job (id, type, queue, priority, owner, payload, max_attempts, backoff_initial_ms, backoff_max_ms,
        status, due, due_at, attempt, lease, result, created_at, updated_at, started_at, finished_at, revision) values
    ('00000000-0000-0000-0000-000000000006', 'ingest', 'default', 0, '', '{"n":6}', 3, 1000, 600000,
        'complete', true, timestamp with time zone '2026-01-05 10:00:00+00', 1, 60, '{"url":"/6"}',
        timestamp with time zone '2026-01-05 10:00:00+00', timestamp with time zone '2026-01-05 10:00:09+00',
        timestamp with time zone '2026-01-05 10:00:08+00', timestamp with time zone '2026-01-05 10:00:09+00', 4),
    ('00000000-0000-0000-0000-000000000007', 'ingest', 'default', 0, '', '{"n":7}', 3, 1000, 600000,
        'complete', true, timestamp with time zone '2026-01-05 10:00:00+00', 1, 70, null,
        timestamp with time zone '2026-01-05 10:00:00+00', timestamp with time zone '2026-01-05 10:00:09+00',
        timestamp with time zone '2026-01-05 10:00:08+00', timestamp with time zone '2026-01-05 10:00:09+00', 4);

-- Failed after the loss of a worker.
insert into jobs_job (id, type, queue, priority, owner, payload, max_attempts, backoff_initial_ms, backoff_max_ms,
        status, due, due_at, attempt, losses, lease, error, created_at, updated_at, started_at, finished_at, revision) values
    ('00000000-0000-0000-0000-000000000008', 'ingest', 'default', 0, 'anna', '{"n":8}', 3, 1000, 600000,
        'failed', true, timestamp with time zone '2026-01-05 10:00:00+00', 3, 1, 80,
        'The worker running this job was lost (1 of 3 attempts ended so).',
        timestamp with time zone '2026-01-05 10:00:00+00', timestamp with time zone '2026-01-05 10:00:09+00',
        timestamp with time zone '2026-01-05 10:00:08+00', timestamp with time zone '2026-01-05 10:00:09+00', 9);

-- Were cancelled: while they waited, with the release presumed, and with the release to come.
insert into jobs_job (id, type, queue, priority, owner, payload, max_attempts, backoff_initial_ms, backoff_max_ms,
        status, due, due_at, attempt, lease, worker_id, release, cancel_request, created_at, updated_at, started_at,
        finished_at, revision) values
    ('00000000-0000-0000-0000-000000000009', 'ingest', 'default', 0, '', '{"n":9}', 3, 1000, 600000,
        'cancelled', true, timestamp with time zone '2026-01-05 10:00:00+00', 0, 0, null, 'confirmed',
        '00000000-0000-0000-0000-00000000c009', timestamp with time zone '2026-01-05 10:00:00+00',
        timestamp with time zone '2026-01-05 10:00:09+00', null, timestamp with time zone '2026-01-05 10:00:09+00', 2),
    ('00000000-0000-0000-0000-000000000010', 'ingest', 'default', 0, '', '{"n":10}', 3, 1000, 600000,
        'cancelled', true, timestamp with time zone '2026-01-05 10:00:00+00', 1, 100, null, 'presumed',
        '00000000-0000-0000-0000-00000000c010', timestamp with time zone '2026-01-05 10:00:00+00',
        timestamp with time zone '2026-01-05 10:00:09+00', timestamp with time zone '2026-01-05 10:00:08+00',
        timestamp with time zone '2026-01-05 10:00:09+00', 4),
    ('00000000-0000-0000-0000-000000000011', 'ingest', 'default', 0, '', '{"n":11}', 3, 1000, 600000,
        'cancelled', true, timestamp with time zone '2026-01-05 10:00:00+00', 1, 110,
        '00000000-0000-0000-0000-00000000a001', null, '00000000-0000-0000-0000-00000000c011',
        timestamp with time zone '2026-01-05 10:00:00+00', timestamp with time zone '2026-01-05 10:00:09+00',
        timestamp with time zone '2026-01-05 10:00:08+00', null, 4);

-- Was handed back by a worker that closed.
insert into jobs_job (id, type, queue, priority, owner, payload, max_attempts, backoff_initial_ms, backoff_max_ms,
        status, due, due_at, attempt, lease, created_at, updated_at, started_at, revision) values
    ('00000000-0000-0000-0000-000000000012', 'ingest', 'default', 0, 'anna', '{"n":12}', 3, 1000, 600000,
        'pending', true, timestamp with time zone '2026-01-05 10:00:09+00', 0, 120,
        timestamp with time zone '2026-01-05 10:00:00+00', timestamp with time zone '2026-01-05 10:00:09+00',
        timestamp with time zone '2026-01-05 10:00:08+00', 5);
