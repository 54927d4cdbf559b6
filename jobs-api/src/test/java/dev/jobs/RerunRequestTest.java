package dev.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RerunRequestTest {
    private static final JobRequest REQUEST = JobRequest.builder("ingest", "{\"a\":1}")
            .queue("bulk")
            .priority(4)
            .owner("ann")
            .idempotencyKey("key")
            .delay(Duration.ofHours(1))
            .maxAttempts(7)
            .backoff(new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(9)))
            .stages(List.of(Stage.of("one"), Stage.of("two")))
            .attribute("tag", "x")
            .timeLimit(Duration.ofMinutes(3))
            .build();

    private static Job job(final JobRequest request) {
        return new Job(JobId.random(), request, JobState.builder(Instant.EPOCH).build());
    }

    @Test
    void aRerunHasAllOfTheOldRequestButItsDueTimeAndItsKey() {
        final Job old = job(REQUEST);

        final JobRequest again = JobRequest.rerunOf(old);

        assertThat(again.rerunOf()).contains(old.id());
        assertThat(again.idempotencyKey()).isEmpty();
        assertThat(again.dueAt()).isEmpty();
        assertThat(again.delay()).isEmpty();
        assertThat(again)
                .returns("ingest", JobRequest::type)
                .returns(Optional.of("{\"a\":1}"), JobRequest::payload)
                .returns("bulk", JobRequest::queue)
                .returns(4, JobRequest::priority)
                .returns(Optional.of("ann"), JobRequest::owner)
                .returns(7, JobRequest::maxAttempts)
                .returns(REQUEST.backoff(), JobRequest::backoff)
                .returns(REQUEST.stages(), JobRequest::stages)
                .returns(REQUEST.attributes(), JobRequest::attributes)
                .returns(REQUEST.limits(), JobRequest::limits);
    }

    @Test
    void aRerunOfARerunNamesTheNewestOfThem() {
        final Job first = job(REQUEST);
        final Job second = job(JobRequest.rerunOf(first).stored());

        assertThat(second.rerunOf()).contains(first.id());
        assertThat(JobRequest.rerunOf(second).rerunOf()).contains(second.id());
    }

    @Test
    void aJobWithoutItsPayloadCannotBeSubmittedAgain() {
        final Job polled = job(REQUEST).withoutPayload();

        assertThatThrownBy(() -> JobRequest.rerunOf(polled))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(polled.id().toString());
    }

    @Test
    void aNewRequestCannotClaimToBeARerun() {
        assertThatThrownBy(() -> JobRequest.builder("t", "{}").storedRerunOf(Optional.of(JobId.random())))
                .isInstanceOf(IllegalStateException.class);
    }
}
