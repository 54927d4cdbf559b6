package dev.jobs.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobId;
import dev.jobs.store.Lease;
import dev.jobs.testing.Await;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A database that has lost its newest transactions while workers work: what they hold it does not know of, and gives
 * again. {@code -Djobs.losses=20} does that twenty times instead of twice.
 */
class LostTransactionsIT {
    private static final int ROUNDS = Integer.getInteger("jobs.losses", 2);
    private static final int BEFORE = 25;

    @TempDir
    private Path directory;

    @Test
    void afterAStandbyThatLaggedBehindWasPromotedNoReportIsTakenUnderALostLeaseAndNothingRunsTwiceAtOnce()
            throws Exception {
        for (int round = 1; round <= ROUNDS; round++) {
            try (PostgresServer primary = new PostgresServer(directory.resolve("primary" + round));
                    PostgresServer standby = primary.newStandby(directory.resolve("standby" + round))) {
                final String url = primary.url().replace("/postgres?", ",127.0.0.1:" + standby.port() + "/postgres?")
                        + "&targetServerType=primary";
                try (ObservedWork work = new ObservedWork(url)) {
                    work.awaitMore(BEFORE);
                    final List<JobId> later = work.submitForLater();
                    Await.until("the standby knows of them", () -> ObservedWork.knows(standby.url(), later));
                    standby.hearNoMore();
                    final Set<String> known = ObservedWork.leases(standby.url());
                    ObservedWork.makeDue(primary.url());
                    work.awaitClaims(later);
                    primary.kill();
                    final Set<Lease> before = work.claimed();
                    final long promoted = System.nanoTime();
                    standby.promote();
                    ObservedWork.makeDue(standby.url());

                    work.awaitEnd();

                    tell("failover", round, work, ObservedWork.lost(before, known));
                    work.broughtNoHarm(known, before, promoted);
                }
            }
        }
    }

    @Test
    void afterABackupWasRestoredNoReportIsTakenUnderALostLeaseAndNothingRunsTwiceAtOnce() throws Exception {
        for (int round = 1; round <= ROUNDS; round++) {
            try (PostgresServer server = new PostgresServer(directory.resolve("server" + round));
                    Proxy proxy = new Proxy(server.port());
                    ObservedWork work = new ObservedWork(Postgres.url(proxy.port(), "public"))) {
                final Path backup = directory.resolve("backup" + round);
                work.awaitMore(BEFORE);
                final List<JobId> later = work.submitForLater();
                server.backUp(backup);
                ObservedWork.makeDue(server.url());
                work.awaitClaims(later);
                proxy.shut();
                server.kill();
                final Set<Lease> before = work.claimed();
                try (PostgresServer restored = server.restored(backup)) {
                    final Set<String> known = ObservedWork.leases(restored.url());
                    ObservedWork.makeDue(restored.url());
                    final long opened = System.nanoTime();
                    proxy.open();

                    work.awaitEnd();

                    tell("restored backup", round, work, ObservedWork.lost(before, known));
                    work.broughtNoHarm(known, before, opened);
                }
            }
        }
    }

    /** There is nothing to see where nothing was lost. */
    private static void tell(final String what, final int round, final ObservedWork work, final long lost) {
        System.out.println(what + " " + round + ": " + lost + " leases lost, "
                + work.overlaps().size() + " overlaps, " + work.innocents().size() + " innocents killed");
        assertThat(lost).as("leases that were lost").isPositive();
    }
}
