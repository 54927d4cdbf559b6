package dev.jobs.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.CancelOutcome;
import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobQuery;
import dev.jobs.JobRequest;
import dev.jobs.JobStatus;
import dev.jobs.OverallProgress;
import dev.jobs.Release;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.JobStore;
import dev.jobs.store.Report;
import dev.jobs.store.ReportOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Each call of a store once, with each kind of value: what a setting of the database may make fail. */
final class EveryCall {
    private static final String TEXT = "a'b\\c\"d \u00e4 e\u0301 \u4e2d {NULL} null %";

    private EveryCall() {}

    static void works(final JobStore store) {
        final SomeWorker worker = new SomeWorker(store);
        comesBackAsItWas(store, worker);
        keepsNamesApart(store);
        writesEachReport(store, worker);
        store.submit(Collections.nCopies(500, request().build()));
        assertThat(store.overview().workloads()).isNotEmpty();
        assertThat(store.list(JobQuery.all().withStatuses(JobStatus.PENDING).withTypes(TEXT)))
                .hasSizeGreaterThan(2);
        store.recover();
        assertThat(store.prune(Duration.ofDays(1), 10)).isZero();
    }

    private static JobRequest.Builder request() {
        return JobRequest.builder(SomeWorker.TYPES.iterator().next(), "{\"n\": 1.50}");
    }

    private static void comesBackAsItWas(final JobStore store, final SomeWorker worker) {
        final JobRequest odd = request()
                .owner(TEXT)
                .idempotencyKey(TEXT)
                .dueAt(Instant.parse("2199-01-01T00:00:00Z"))
                .build();
        final JobId id = store.submit(odd);
        assertThat(store.submit(odd)).isEqualTo(id);
        assertThat(store.find(id).orElseThrow())
                .returns(Optional.of(TEXT), Job::owner)
                .returns(Optional.of(TEXT), Job::idempotencyKey)
                .returns(odd.payload(), Job::payload)
                .returns(odd.dueAt().orElseThrow(), Job::dueAt);
        final JobId plain = store.submit(request().build());
        assertThat(store.find(plain).orElseThrow())
                .returns(Optional.empty(), Job::owner)
                .returns(Optional.empty(), Job::idempotencyKey)
                .returns(List.of(), Job::stages);
        assertThat(store.poll(plain).orElseThrow().queuePosition()).hasValue(1);
        final ClaimedJob claimed = worker.claim(1).get(0);
        assertThat(store.report(Report.progressed(claimed.lease(), Optional.of(TEXT), 12.5, OverallProgress.NONE)))
                .isEqualTo(ReportOutcome.APPLIED);
        assertThat(store.find(plain).orElseThrow())
                .returns(Optional.of(TEXT), Job::stage)
                .returns(12.5, Job::progress);
        assertThat(store.report(Report.completed(claimed.lease(), Optional.empty())))
                .isEqualTo(ReportOutcome.APPLIED);
        assertThat(store.find(plain).orElseThrow().result()).isEmpty();
    }

    private static void keepsNamesApart(final JobStore store) {
        final List<String> owners = List.of("a", "A", "a ", "\u00e1", "a\u0301", "\u00df", "ss");
        final List<JobId> ids = owners.stream()
                .map(owner -> store.submit(JobRequest.builder(TEXT, "1")
                        .owner(owner)
                        .idempotencyKey("key")
                        .build()))
                .toList();
        assertThat(ids).doesNotHaveDuplicates();
        for (int i = 0; i < owners.size(); i++) {
            assertThat(store.list(JobQuery.ofOwner(owners.get(i))))
                    .extracting(Job::id)
                    .containsExactly(ids.get(i));
        }
    }

    private static void writesEachReport(final JobStore store, final SomeWorker worker) {
        store.submit(Collections.nCopies(5, request().build()));
        final List<ClaimedJob> claimed = worker.claim(5);
        final JobId cancelled = claimed.get(0).job().id();
        assertThat(store.cancel(cancelled)).isInstanceOf(CancelOutcome.Cancelled.class);
        final List<Report> reports = List.of(
                Report.released(claimed.get(0).lease(), Release.CONFIRMED),
                Report.completed(claimed.get(1).lease(), Optional.of("{\"text\": \"\u4e2d\"}")),
                Report.failed(claimed.get(2).lease(), TEXT, Duration.ofHours(1)),
                Report.failedForGood(claimed.get(3).lease(), TEXT),
                Report.declined(claimed.get(4).lease(), Duration.ofHours(1)));
        assertThat(store.report(reports)).containsOnly(ReportOutcome.APPLIED);
        assertThat(store.report(reports)).containsOnly(ReportOutcome.REPEATED);
        assertThat(claimed.stream()
                        .map(job -> store.find(job.job().id()).orElseThrow().status()))
                .containsExactlyElementsOf(Stream.of(
                                JobStatus.CANCELLED,
                                JobStatus.COMPLETE,
                                JobStatus.PENDING,
                                JobStatus.FAILED,
                                JobStatus.PENDING)
                        .toList());
        assertThat(store.find(claimed.get(3).job().id()).orElseThrow().error()).contains(TEXT);
    }
}
