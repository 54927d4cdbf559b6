package dev.jobs.benchmarks;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.store.JobStore;
import dev.jobs.store.jdbc.JdbcJobStore;
import dev.jobs.store.memory.MemoryJobStore;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * A store in which so many jobs wait in one queue, as after a quiet while.
 *
 * @param name of the store and the depth
 * @param store the store
 * @param last some at the end of the queue, of a lower priority than all others: what is submitted later is ahead of them
 * @param drop what is left to be done when the store is closed
 */
record WaitingJobs(String name, JobStore store, List<JobId> last, Runnable drop) implements AutoCloseable {
    private static final int LAST = 32;

    /** As many jobs in a database of their own. */
    static WaitingJobs onPostgres(final Server server, final int depth) {
        final Database database = server.newDatabase();
        final JobStore store = JdbcJobStore.open(database.url());
        BareSql.OWN_TABLE.copy(database, depth - LAST);
        final List<JobId> last = submitLast(store);
        database.settle();
        return new WaitingJobs(name("postgresql", depth), store, last, database::close);
    }

    static WaitingJobs inMemory(final int depth) {
        final JobStore store = new MemoryJobStore();
        JobsContender.submitAll(store, depth - LAST);
        return new WaitingJobs(name("memory", depth), store, submitLast(store), () -> {});
    }

    private static String name(final String store, final int depth) {
        return String.format(Locale.ROOT, "%s, %,d waiting", store, depth);
    }

    private static List<JobId> submitLast(final JobStore store) {
        return store.submit(Collections.nCopies(
                LAST,
                JobRequest.builder(JobsContender.NOOP.name(), "{\"number\":0}")
                        .priority(-1)
                        .build()));
    }

    @Override
    public void close() {
        store.close();
        drop.run();
    }
}
