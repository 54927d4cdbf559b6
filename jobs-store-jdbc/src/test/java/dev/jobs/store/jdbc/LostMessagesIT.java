package dev.jobs.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.Backoff;
import dev.jobs.CancelOutcome;
import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobQuery;
import dev.jobs.JobRequest;
import dev.jobs.JobStatus;
import dev.jobs.Release;
import dev.jobs.SubmitOutcome;
import dev.jobs.WhenLimitFull;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.JobStoreUnavailableException;
import dev.jobs.store.Lease;
import dev.jobs.store.Report;
import dev.jobs.store.ReportOutcome;
import dev.jobs.store.operations.Limit;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The connection breaks at each request of each call in turn, those that make the connection included, before, within or
 * after it. Where the answer of a commit is lost, the outcome is found out: nothing is done twice, and nothing is said to
 * have failed that was done.
 */
class LostMessagesIT {
    private static final Backoff AT_ONCE = new Backoff(Duration.ZERO, Duration.ZERO);
    private static final int MOST_REQUESTS = 50;

    private final Proxy proxy = new Proxy(Postgres.shared().port());
    private final String schema = Postgres.shared().newSchema();
    private final JdbcJobStore direct = JdbcJobStore.open(Postgres.shared().url(schema), settings());
    private final JdbcJobStore store = throughTheProxy();

    private static JdbcSettings settings() {
        return JdbcSettings.defaults().withSignals(JdbcSettings.Signalling.OFF);
    }

    /** On a new connection for each call, so that making it can break, too. */
    private JdbcJobStore throughTheProxy() {
        final PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(Postgres.url(proxy.port(), schema));
        return JdbcJobStore.on(dataSource, settings());
    }

    @AfterEach
    void close() throws IOException {
        store.close();
        direct.close();
        proxy.close();
    }

    /**
     * Makes a call with a loss at its first request, then at its second, and so on, until there was none to be lost:
     * each time with something new to begin with, and with a check of what it came to.
     */
    private <B, A> void atEachRequest(
            final Proxy.Loss loss, final Supplier<B> begin, final Function<B, A> call, final BiConsumer<B, A> check) {
        boolean lost = true;
        int before = 0;
        while (lost) {
            final B begun = begin.get();
            proxy.arm(loss, before);
            final A answer = call.apply(begun);
            lost = proxy.disarm();
            check.accept(begun, answer);
            before++;
            assertThat(before).as("requests of one call").isLessThan(MOST_REQUESTS);
        }
        assertThat(before).as("requests that were lost").isGreaterThan(2);
    }

    private static JobRequest.Builder request() {
        return JobRequest.builder("ingest", "{}").backoff(AT_ONCE);
    }

    private Job job(final JobId id) {
        return direct.find(id).orElseThrow();
    }

    private ClaimedJob claimed() {
        direct.submit(request().build());
        return new SomeWorker(direct).claim(1).get(0);
    }

    private static void isApplied(final ReportOutcome outcome) {
        assertThat(outcome).isIn(ReportOutcome.APPLIED, ReportOutcome.REPEATED);
    }

    @ParameterizedTest
    @EnumSource
    void jobsAreSubmittedOnce(final Proxy.Loss loss) {
        atEachRequest(
                loss,
                () -> direct.list(JobQuery.all()).size(),
                kept -> store.submit(List.of(request().build(), request().build())),
                (kept, ids) -> {
                    assertThat(direct.find(ids)).hasSize(2);
                    assertThat(direct.list(JobQuery.all())).hasSize(kept + 2);
                });
    }

    @ParameterizedTest
    @EnumSource
    void jobsByTheHundredAreSubmittedOnce(final Proxy.Loss loss) {
        final List<JobRequest> requests = Collections.nCopies(150, request().build());
        atEachRequest(
                loss,
                this::pending,
                kept -> store.submit(requests),
                (kept, ids) -> assertThat(pending()).isEqualTo(kept + ids.size()));
    }

    @ParameterizedTest
    @EnumSource
    void aJobTakesThePlaceOfAnotherOnce(final Proxy.Loss loss) {
        direct.setLimit(Limit.atOnce("document:*", 1));
        final AtomicInteger documents = new AtomicInteger();
        atEachRequest(
                loss,
                () -> {
                    documents.incrementAndGet();
                    return direct.submit(ofDocument(documents.get()));
                },
                old -> store.submit(ofDocument(documents.get()), WhenLimitFull.REPLACE_WAITING),
                (old, outcome) -> {
                    final JobId next = outcome.job().orElseThrow();
                    assertThat(outcome).isEqualTo(new SubmitOutcome.Submitted(next, List.of(old)));
                    assertThat(job(old).replacedBy()).contains(next);
                    assertThat(pending()).isEqualTo(documents.get());
                });
    }

    private static JobRequest ofDocument(final int number) {
        return request().limitKeys("document:" + number).build();
    }

    private long pending() {
        return direct.overview().workloads().stream()
                .mapToLong(workload -> workload.startable().jobs() + workload.running())
                .sum();
    }

    @ParameterizedTest
    @EnumSource
    void jobsWithAKeyAreSubmittedOnce(final Proxy.Loss loss) {
        atEachRequest(
                loss,
                () -> direct.list(JobQuery.all()).size(),
                kept -> store.submit(request().idempotencyKey("key " + kept).build()),
                (kept, id) -> {
                    assertThat(direct.list(JobQuery.all())).hasSize(kept + 1);
                    assertThat(direct.submit(
                                    request().idempotencyKey("key " + kept).build()))
                            .isEqualTo(id);
                });
    }

    @ParameterizedTest
    @EnumSource
    void aJobIsClaimedAndKnownSoOrGivenBackByTheNextHeartbeat(final Proxy.Loss loss) {
        final SomeWorker worker = new SomeWorker(store);
        atEachRequest(
                loss,
                () -> direct.submit(request().build()),
                id -> {
                    try {
                        return worker.claim(1);
                    } catch (final JobStoreUnavailableException e) {
                        return List.<ClaimedJob>of();
                    }
                },
                (id, claimed) -> {
                    worker.lives(claimed.stream().map(ClaimedJob::lease).toList());
                    if (claimed.isEmpty()) {
                        assertThat(job(id).status()).isEqualTo(JobStatus.PENDING);
                        assertThat(job(id).attempt()).isZero();
                        assertThat(worker.claim(1))
                                .extracting(one -> one.job().id())
                                .containsExactly(id);
                        worker.lives(List.of());
                    } else {
                        assertThat(job(id).status()).isEqualTo(JobStatus.PROCESSING);
                        assertThat(job(id).attempt()).isEqualTo(1);
                        isApplied(direct.report(Report.completed(claimed.get(0).lease(), Optional.empty())));
                    }
                    direct.cancel(id);
                });
    }

    @ParameterizedTest
    @EnumSource
    void aCompletionIsWrittenOnceAndNeverSaidToBeTooLate(final Proxy.Loss loss) {
        atEachRequest(
                loss,
                this::claimed,
                claimed -> store.report(Report.completed(claimed.lease(), Optional.of("{\"a\":1}"))),
                (claimed, outcome) -> {
                    isApplied(outcome);
                    assertThat(job(claimed.job().id()).status()).isEqualTo(JobStatus.COMPLETE);
                    assertThat(job(claimed.job().id()).result()).contains("{\"a\":1}");
                });
    }

    @ParameterizedTest
    @EnumSource
    void aFailureIsWrittenOnceAndNeverSaidToBeTooLate(final Proxy.Loss loss) {
        atEachRequest(
                loss,
                this::claimed,
                claimed -> store.report(Report.failed(claimed.lease(), "no", Duration.ofHours(1))),
                (claimed, outcome) -> {
                    isApplied(outcome);
                    assertThat(job(claimed.job().id()).status()).isEqualTo(JobStatus.PENDING);
                    assertThat(job(claimed.job().id()).attempt()).isEqualTo(1);
                });
    }

    @ParameterizedTest
    @EnumSource
    void reportsOfSeveralKindsAreWrittenTogetherOrNotAtAll(final Proxy.Loss loss) {
        atEachRequest(
                loss,
                () -> List.of(claimed(), claimed(), claimed()),
                claimed -> store.report(List.of(
                        Report.progressed(claimed.get(0).lease(), Optional.of("saving"), 50),
                        Report.completed(claimed.get(1).lease(), Optional.empty()),
                        Report.released(claimed.get(2).lease(), Release.CONFIRMED))),
                (claimed, outcomes) -> {
                    assertThat(outcomes).hasSize(3).allSatisfy(LostMessagesIT::isApplied);
                    assertThat(claimed)
                            .extracting(one -> job(one.job().id()).status())
                            .containsExactly(JobStatus.PROCESSING, JobStatus.COMPLETE, JobStatus.PENDING);
                    assertThat(job(claimed.get(0).job().id()).progress()).isEqualTo(50);
                    assertThat(job(claimed.get(2).job().id()).attempt()).isZero();
                    direct.cancel(claimed.get(2).job().id());
                });
    }

    @ParameterizedTest
    @EnumSource
    void aCancelKnowsItsOwnWorkAgain(final Proxy.Loss loss) {
        atEachRequest(loss, this::claimed, claimed -> store.cancel(claimed.job().id()), (claimed, outcome) -> {
            assertThat(outcome).isEqualTo(new CancelOutcome.Cancelled());
            assertThat(job(claimed.job().id()).status()).isEqualTo(JobStatus.CANCELLED);
            assertThat(direct.cancel(claimed.job().id()))
                    .isEqualTo(new CancelOutcome.AlreadyTerminal(JobStatus.CANCELLED));
        });
    }

    @ParameterizedTest
    @EnumSource
    void aHeartbeatRenewsAndAnswersWhatHasToStop(final Proxy.Loss loss) {
        final SomeWorker worker = new SomeWorker(store);
        atEachRequest(
                loss,
                () -> {
                    final List<JobId> ids = direct.submit(List.of(
                            request().build(), request().build(), request().build()));
                    final List<ClaimedJob> claimed = worker.claim(3);
                    direct.cancel(ids.get(0));
                    return claimed;
                },
                claimed -> worker.lives(leases(claimed.subList(0, 2))),
                (claimed, orders) -> {
                    assertThat(orders)
                            .extracting(order -> order.lease())
                            .containsExactly(claimed.get(0).lease());
                    assertThat(job(claimed.get(1).job().id()).status()).isEqualTo(JobStatus.PROCESSING);
                    assertThat(job(claimed.get(2).job().id()).status()).isEqualTo(JobStatus.PENDING);
                    claimed.forEach(one -> direct.cancel(one.job().id()));
                    worker.lives(List.of());
                });
    }

    private static List<Lease> leases(final List<ClaimedJob> claimed) {
        return claimed.stream().map(ClaimedJob::lease).toList();
    }

    @ParameterizedTest
    @EnumSource
    void aLostWorkersJobIsRecoveredOnce(final Proxy.Loss loss) {
        atEachRequest(
                loss,
                () -> {
                    final JobId id = direct.submit(request().build());
                    final SomeWorker lost = new SomeWorker(direct);
                    lost.lives(leases(lost.claim(1)), Duration.ZERO);
                    return id;
                },
                id -> store.recover(),
                (id, recovered) -> {
                    assertThat(job(id).status()).isEqualTo(JobStatus.PENDING);
                    assertThat(job(id).error().orElseThrow()).contains("1 of 1 attempts");
                    direct.cancel(id);
                });
    }

    @ParameterizedTest
    @EnumSource
    void whatIsReadIsRight(final Proxy.Loss loss) {
        final JobId id = direct.submit(request().build());
        atEachRequest(
                loss,
                () -> id,
                store::poll,
                (one, poll) -> assertThat(poll.orElseThrow().queuePosition()).hasValue(1));
        atEachRequest(
                loss,
                () -> id,
                one -> store.list(JobQuery.all()),
                (one, jobs) -> assertThat(jobs).extracting(Job::id).containsExactly(id));
    }
}
