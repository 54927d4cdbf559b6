package dev.jobs.dashboard.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobs.store.operations.JobCount;
import dev.jobs.store.operations.Workload;
import java.time.Instant;
import java.util.Optional;

/** The jobs of several workloads added up. Not safe to share between threads. */
final class Tally {
    private final Sum waiting = new Sum();
    private final Sum scheduled = new Sum();
    private final Sum declined = new Sum();
    private final Sum paused = new Sum();
    private final Sum keptBack = new Sum();
    private long running;
    private long stopping;
    private Optional<Instant> oldest = Optional.empty();
    private Optional<Instant> unhandled = Optional.empty();

    void add(final Workload load) {
        waiting.add(load.startable());
        scheduled.add(load.scheduled());
        declined.add(load.declined());
        paused.add(load.paused());
        keptBack.add(load.keptBack());
        running += load.running();
        stopping += load.stopping();
        oldest = earlier(oldest, load.oldestStartable());
        unhandled = earlier(unhandled, load.unhandledSince());
    }

    private static Optional<Instant> earlier(final Optional<Instant> one, final Optional<Instant> other) {
        if (one.isEmpty() || other.isEmpty()) {
            return one.or(() -> other);
        }
        return one.get().isBefore(other.get()) ? one : other;
    }

    void writeTo(final ObjectNode json) {
        json.set("waiting", waiting.toJson());
        json.set("scheduled", scheduled.toJson());
        json.set("declined", declined.toJson());
        json.set("pausedJobs", paused.toJson());
        json.set("keptBack", keptBack.toJson());
        json.put("running", running);
        json.put("stopping", stopping);
        Json.putTime(json, "oldestWaiting", oldest);
        Json.putTime(json, "unhandledSince", unhandled);
    }

    /** Numbers of jobs, of which the sum is as exact as the least exact of them. */
    private static final class Sum {
        private long jobs;
        private JobCount.Precision precision = JobCount.Precision.EXACT;

        void add(final JobCount count) {
            jobs += count.jobs();
            if (precision == JobCount.Precision.EXACT || count.precision() == JobCount.Precision.AT_LEAST) {
                precision = count.precision();
            }
        }

        ObjectNode toJson() {
            final ObjectNode json = Json.object().put("jobs", jobs);
            switch (precision) {
                case EXACT -> {}
                case AT_LEAST -> json.put("atLeast", true);
                case SNAPSHOT -> json.put("about", true);
            }
            return json;
        }
    }
}
