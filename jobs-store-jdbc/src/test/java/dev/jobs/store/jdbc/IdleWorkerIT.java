package dev.jobs.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobId;
import dev.jobs.JobStatus;
import dev.jobs.store.JobStore;
import dev.jobs.testing.Await;
import dev.jobs.worker.Worker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Workers that have nothing to do, on PostgreSQL: they claim seldom while signals arrive, and no job waits for longer. */
class IdleWorkerIT {
    private static final String END_OF_LISTENING =
            "select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen %'";

    private final String url = Postgres.shared().newUrl();
    private final JdbcJobStore store = JdbcJobStore.open(url);

    @AfterEach
    void close() {
        store.close();
    }

    /** Lets a worker claim until its store foresees that another claim would bring nothing. */
    private SomeWorker idle() {
        final SomeWorker worker = new SomeWorker(store);
        Await.until("a claim would bring nothing", () -> {
            assertThat(worker.claim(10)).isEmpty();
            return store.bringsNothing(worker.id());
        });
        return worker;
    }

    /** A store that tells nobody of what it does. */
    private JdbcJobStore silent() {
        return JdbcJobStore.open(url, JdbcSettings.defaults().withSignals(JdbcSettings.Signalling.OFF));
    }

    @Test
    void aStoreWithoutSignalsForeseesNothing() {
        try (JdbcJobStore silent = silent()) {
            final SomeWorker worker = new SomeWorker(silent);
            for (int i = 0; i < 3; i++) {
                assertThat(worker.claim(1)).isEmpty();
            }

            assertThat(silent.bringsNothing(worker.id())).isFalse();
        }
    }

    @Test
    void theLossOfTheConnectionThatListensBringsThePollsBackUntilTheNextProof() {
        final SomeWorker worker = idle();

        Sql.execute(url, END_OF_LISTENING);

        Await.until("the store is in doubt", () -> !store.bringsNothing(worker.id()));
        Await.until("signals arrive again", () -> {
            worker.claim(1);
            return store.bringsNothing(worker.id());
        });
    }

    @Test
    void aJobThatWasNeverToldOfStartsAllTheSame() {
        try (JobStore silent = silent();
                Worker worker = Load.start(store)) {
            Await.until("the worker claims seldom", () -> store.bringsNothing(worker.id()));

            final JobId id = silent.submit(Load.TYPE.request(1));

            Await.until("its end", () -> silent.find(id).orElseThrow().status() == JobStatus.COMPLETE);
        }
    }
}
