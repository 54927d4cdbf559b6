package dev.jobs.chaos;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobStatus;
import dev.jobs.store.JobStoreException;
import dev.jobs.store.jdbc.JdbcJobStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Looks at the jobs as their users do, again and again, and writes down what must not be. */
final class JobObserver implements Runnable {
    private static final int PAUSE_MILLIS = 250;
    private static final int FINISHED_AT_ONCE = 100;

    private final JdbcJobStore store;
    private final EventLog log;
    private final Map<JobId, Optional<Job>> unfinished = new ConcurrentHashMap<>();
    private final Map<JobId, Job> finished = new ConcurrentHashMap<>();
    private final Random random = new Random();
    private volatile int memories;
    private volatile boolean ending;

    JobObserver(final JdbcJobStore store, final EventLog log) {
        this.store = store;
        this.log = log;
    }

    void watch(final JobId id) {
        unfinished.put(id, Optional.empty());
    }

    @Override
    public void run() {
        try {
            while (!ending) {
                try {
                    observe(unfinished::keySet);
                    observe(this::someFinished);
                    checkPositions();
                } catch (final JobStoreException notNow) {
                    // The database is down: that is what the run is about.
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void end() {
        ending = true;
    }

    /** The number of submitted jobs that have not finished, as far as is known. */
    int unfinished() {
        return unfinished.size();
    }

    /** Each job that finished, as it was first seen so. */
    Map<JobId, Job> finished() {
        return Map.copyOf(finished);
    }

    /** Knows no more than this of the jobs: the database lost what was seen since. */
    synchronized void forget(final Collection<JobId> known) {
        memories++;
        finished.clear();
        unfinished.clear();
        known.forEach(this::watch);
    }

    /** Compares these with what was seen of them before. */
    void observe(final Supplier<? extends Collection<JobId>> watched) {
        final int before = memories;
        final List<JobId> ids = List.copyOf(watched.get());
        final Map<JobId, Job> found = store.find(ids);
        note(ids, found, before);
    }

    /** Nothing that was found before the last failover. */
    private synchronized void note(final List<JobId> ids, final Map<JobId, Job> found, final int memory) {
        if (memory != memories) {
            return;
        }
        for (final JobId id : ids) {
            final Job now = found.get(id);
            if (now == null) {
                wrong(id, "is not there");
                continue;
            }
            Optional.ofNullable(finished.get(id))
                    .or(() -> unfinished.getOrDefault(id, Optional.empty()))
                    .ifPresent(before -> compare(before, now));
            if (now.finishedAt().isPresent()) {
                finished.putIfAbsent(id, now);
                unfinished.remove(id);
            } else if (!finished.containsKey(id)) {
                unfinished.put(id, Optional.of(now));
            }
        }
    }

    private void compare(final Job before, final Job now) {
        if (before.status().isTerminal() && now.status() != before.status()) {
            wrong(now.id(), "left its terminal status: " + before.status() + " became " + now.status());
        }
        if (now.updatedAt().isBefore(before.updatedAt())) {
            wrong(now.id(), "was updated at " + before.updatedAt() + " and then at " + now.updatedAt());
        }
        if (now.revision() < before.revision()) {
            wrong(now.id(), "had the revision " + before.revision() + " and then " + now.revision());
        }
        if (now.startedAt().equals(before.startedAt())
                && now.stage().equals(before.stage())
                && now.stage().isPresent()
                && now.progress() < before.progress()) {
            wrong(now.id(), "went from " + before.progress() + " to " + now.progress() + " within a stage");
        }
        if (now.attempt() > now.maxAttempts()) {
            wrong(now.id(), "is in attempt " + now.attempt() + " of " + now.maxAttempts());
        }
    }

    private List<JobId> someFinished() {
        final var all = new ArrayList<>(finished.keySet());
        final int count = Math.min(FINISHED_AT_ONCE, all.size());
        final int from = all.isEmpty() ? 0 : random.nextInt(all.size() - count + 1);
        return all.subList(from, from + count);
    }

    private void checkPositions() {
        final List<JobId> pending = unfinished.entrySet().stream()
                .filter(entry -> entry.getValue()
                        .filter(job -> job.status() == JobStatus.PENDING)
                        .isPresent())
                .map(Map.Entry::getKey)
                .toList();
        store.poll(pending)
                .forEach((id, answer) -> answer.queuePosition().ifPresent(position -> {
                    if (position > unfinished.size() + 1_000L) {
                        wrong(id, "has the queue position " + position);
                    }
                }));
    }

    private void wrong(final JobId id, final String what) {
        log.add(ChaosEvent.Kind.WRONG, id.toString(), what);
    }
}
