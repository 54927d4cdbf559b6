package dev.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobPollResponse;
import dev.jobs.JobRequest;
import dev.jobs.JobStatus;
import dev.jobs.JobType;
import dev.jobs.WaitReason;
import dev.jobs.Waiting;
import dev.jobs.store.Report;
import dev.jobs.testing.Await;
import dev.jobs.worker.attempt.UnreadablePayloadException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two versions of one service on one store, the older of which cannot read all that the newer one submits. */
class UnreadablePayloadTest extends WorkerTest {
    private enum Format {
        WAV
    }

    private enum NewerFormat {
        WAV,
        FLAC
    }

    private record Conversion(String file, Format format) {}

    private record NewerConversion(String file, NewerFormat format, String watermark) {}

    private static final JobType<Conversion, String> OLD = JobType.of("convert", Conversion.class, String.class);
    private static final JobType<NewerConversion, String> NEW =
            JobType.of("convert", NewerConversion.class, String.class);

    private final AtomicInteger oldRuns = new AtomicInteger();

    private Worker.Builder oldWorker() {
        return worker().handle(OLD, context -> {
            oldRuns.incrementAndGet();
            return "by the older version";
        });
    }

    private JobId submitUnreadable() {
        return store.submit(NEW.requestBuilder(new NewerConversion("a.wav", NewerFormat.FLAC, "w"))
                .maxAttempts(1)
                .build());
    }

    private void awaitDecline(final JobId id) throws InterruptedException {
        Await.until(
                "the older version declines",
                () -> store.reports.stream()
                        .anyMatch(report -> report instanceof Report.Declined
                                && report.lease().jobId().equals(id)));
    }

    @Test
    void fieldsThatTheOlderVersionDoesNotKnowAreIgnored() throws InterruptedException {
        final JobId id = store.submit(NEW.request(new NewerConversion("a.wav", NewerFormat.WAV, "w")));

        started(oldWorker());

        assertThat(OLD.result(finished(id))).contains("by the older version");
    }

    @Test
    void whatTheOlderVersionCannotReadIsLeftToTheNewerOneAndSpendsNoAttempt() throws InterruptedException {
        final JobId id = submitUnreadable();
        started(oldWorker());
        awaitDecline(id);
        Await.until(
                "its wait is explained",
                () -> store.poll(id)
                        .flatMap(JobPollResponse::waiting)
                        .map(Waiting::reason)
                        .filter(reason -> reason == WaitReason.UNREADABLE_PAYLOAD)
                        .isPresent());

        started(worker().handle(NEW, context -> "by the newer version"));

        assertThat(finished(id))
                .returns(JobStatus.COMPLETE, Job::status)
                .returns(1, Job::attempt)
                .satisfies(job -> assertThat(NEW.result(job)).contains("by the newer version"));
        assertThat(store.reports).filteredOn(Report.Declined.class::isInstance).hasSize(1);
        assertThat(oldRuns).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"file\": \"a.wav\", \"format\": \"OPUS\"}",
                "{\"file\": [], \"format\": \"WAV\"}",
                "\"seven\"",
                "[]",
                "7"
            })
    void whatNobodyCanReadFailsInWordsWithoutTheNameOfAClass(final String payload) throws InterruptedException {
        final JobId id = store.submit(JobRequest.builder("convert", payload).build());

        started(oldWorker().unreadableGrace(Duration.ZERO));
        awaitDecline(id);
        Await.until(
                "maintenance lets it fail",
                () -> !store.recover().isEmpty() || store.job(id).status().isTerminal());

        assertThat(store.job(id))
                .returns(JobStatus.FAILED, Job::status)
                .returns(0, Job::attempt)
                .satisfies(job -> assertThat(job.error().orElseThrow())
                        .isEqualTo(Report.Declined.ERROR)
                        .doesNotContainPattern("[a-z]\\.[a-zA-Z]|Exception|Conversion"));
        assertThat(oldRuns).hasValue(0);
    }

    @Test
    void whatCouldNotBeReadIsNamedByItsFieldAndNotByItsValue() {
        final JobId id = store.submit(JobRequest.builder("convert", "{\"file\": \"a.wav\", \"format\": \"SECRET\"}")
                .build());

        assertThatThrownBy(() -> OLD.payload(store.job(id)))
                .satisfies(
                        cause -> assertThat(new UnreadablePayloadException(cause, Duration.ZERO).where())
                                .isEqualTo(
                                        "InvalidFormatException at dev.jobs.worker.UnreadablePayloadTest$Conversion[\"format\"]"));
    }
}
