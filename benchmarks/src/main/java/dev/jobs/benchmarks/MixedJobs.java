package dev.jobs.benchmarks;

import java.util.Locale;

/**
 * Jobs of all statuses, as after a month: of a hundred 80 are complete, 5 failed, 4 cancelled, 9 wait, 1 is not yet due, 1 in a
 * hundred of which was declined; up to 400 run on 40 workers. They are of 20 types in 5 queues and of 1,000 owners; the history of a week is
 * full.
 */
final class MixedJobs {
    private MixedJobs() {}

    static void fill(final Database database, final int jobs) {
        database.execute("""
                insert into jobs_worker (worker_id, name, types, queues, slots, started_at, heard_at, expires_at)
                select cast(lpad(to_hex(w), 32, '0') as uuid), 'worker ' || w,
                    (select array_agg('type ' || t) from generate_series(0, 18) t),
                    (select array_agg('queue ' || q) from generate_series(0, 4) q),
                    20, now() - interval '1 day', now(), now() + interval '1 day'
                from generate_series(0, 39) as w""", String.format(Locale.ROOT, """
                insert into jobs_job (id, type, queue, priority, owner, idempotency_key, payload, max_attempts,
                    backoff_initial_ms, backoff_max_ms, attributes, status, due, due_at, attempt, lease, worker_id, result, error,
                    release, created_at, updated_at, started_at, finished_at)
                select cast(lpad(to_hex(cast(extract(epoch from created) * 1000 as bigint)), 12, '0') || '7'
                        || substr(random, 1, 3) || '8' || substr(random, 4, 15) as uuid),
                    'type ' || i %% 20, 'queue ' || i %% 5, i %% 3, 'owner ' || i %% 1000,
                    case when i %% 10 = 1 then 'key ' || i end, '{"number":' || i || '}', 3, 1000, 600000,
                    '{"tenant":"' || case when i = 1 then 'the oldest' else cast(i %% 1000 as text) end || '"}',
                    status, kind <> 99, case when kind = 99 then created + interval '90 days' else created end,
                    case when status = 'pending' then 0 else 1 end, 7,
                    case when status = 'processing' then cast(lpad(to_hex(i / 100 %% 40), 32, '0') as uuid) end,
                    case when status = 'complete' then '{"done":true}' end,
                    case when status = 'failed' then 'host ' || i / 100 %% 50 || ' does not answer' || chr(10) || repeat('at line ', 20) end,
                    case when status = 'cancelled' then 'confirmed' end,
                    created, created, case when status <> 'pending' then created end,
                    case when status in ('complete', 'failed', 'cancelled') then created + interval '1 minute' end
                from (
                    select i, kind, md5(cast(i as text)) as random,
                        now() - interval '2 minutes' - (%1$d - i) * (interval '30 days' / %1$d) as created,
                        case when kind < 80 then 'complete' when kind < 85 then 'failed' when kind < 89 then 'cancelled'
                            when kind = 89 and i > %1$d - 40000 then 'processing' else 'pending' end as status
                    from (select i, i %% 100 as kind from generate_series(1, %1$d) as i) as numbered) as drawn""", jobs), """
                update jobs_job set declined_by = array[cast(lpad('1', 32, '0') as uuid)], declined_until = now()
                where status = 'pending' and due and owner = 'owner 90'""", """
                insert into jobs_history
                select minute, 'queue ' || t % 5, 'type ' || t, 5, 5, 4, 1, 0, z.a, z.a
                from generate_series(date_trunc('minute', now()) - interval '7 days', now(), interval '1 minute') as minute,
                    generate_series(0, 9) as t, (select array_agg(cast(1 as bigint)) as a from generate_series(1, 30)) as z""", """
                insert into jobs_history_sum
                select minutes, start, 'queue ' || t % 5, 'type ' || t, 5, 5, 4, 1, 0, z.a, z.a
                from (values (15), (60)) as unit (minutes),
                    lateral (
                        select to_timestamp(floor(extract(epoch from now()) / 60 / minutes) * 60 * minutes)
                            - n * minutes * interval '1 minute' as start
                        from generate_series(0, 7 * 24 * 60 / minutes - 1) as n) as starts,
                    generate_series(0, 9) as t, (select array_agg(cast(1 as bigint)) as a from generate_series(1, 30)) as z""");
        database.settle();
    }
}
