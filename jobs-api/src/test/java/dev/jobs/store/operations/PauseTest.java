package dev.jobs.store.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.jobs.WaitReason;
import dev.jobs.Waiting;
import dev.jobs.store.support.PauseSet;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class PauseTest {
    private static final Instant NOW = Instant.parse("2026-01-05T10:00:00Z");
    private static final PauseTarget QUEUE = PauseTarget.queue("bulk");

    @Test
    void theReasonOfAPauseIsCleanedAndCut() {
        final PauseRequest request = PauseRequest.builder(QUEUE)
                .reason("\u0000" + "x".repeat(PauseRequest.MAX_REASON))
                .build();

        assertThat(request.reason().orElseThrow())
                .hasSize(PauseRequest.MAX_REASON)
                .startsWith(" x")
                .endsWith("…");
        assertThat(PauseRequest.builder(QUEUE).reason(" ").build().reason()).isEmpty();
    }

    @Test
    void aPauseHasOneEndAtMost() {
        final PauseRequest.Builder request = PauseRequest.builder(QUEUE).until(NOW);

        assertThat(request.lasting(Duration.ofHours(1)).build())
                .returns(Optional.empty(), PauseRequest::until)
                .returns(Optional.of(Duration.ofHours(1)), PauseRequest::lasting);
        assertThat(request.until(NOW).build())
                .returns(Optional.of(NOW), PauseRequest::until)
                .returns(Optional.empty(), PauseRequest::lasting);
    }

    @Test
    void endsThatNoStoreCanKeepAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> PauseRequest.builder(QUEUE).lasting(Duration.ZERO).build())
                .withMessageContaining("not PT0S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PauseRequest.builder(QUEUE).until(Instant.MAX).build())
                .withMessageContaining("a pause ends between");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PauseTarget.type(""))
                .withMessageContaining("1 to 200");
    }

    @Test
    void aPauseHoldsBeforeItsEndAndNotAtIt() {
        final Pause pause = Pause.builder(QUEUE, NOW).until(NOW.plusSeconds(1)).build();

        assertThat(pause.holdsAt(NOW)).isTrue();
        assertThat(pause.holdsAt(NOW.plusSeconds(1))).isFalse();
        assertThat(Pause.builder(QUEUE, NOW).build().holdsAt(Instant.MAX)).isTrue();
    }

    @Test
    void theStrongestPauseOfAJobIsThatOfItsQueue() {
        final Pause ofType = Pause.builder(PauseTarget.type("ingest"), NOW).build();
        final Pause ofQueue = Pause.builder(QUEUE, NOW).reason("moving house").build();
        final PauseSet pauses = PauseSet.of(List.of(ofType, ofQueue));

        assertThat(pauses.of("bulk", "ingest")).contains(ofQueue);
        assertThat(pauses.of("default", "ingest")).contains(ofType);
        assertThat(pauses.holdsFor("default", "bulk")).isFalse();
        assertThat(PauseSet.waiting(ofQueue, 2, 3))
                .isEqualTo(Waiting.inQueue(WaitReason.PAUSED, 2, 3).withMessage("moving house"));
    }

    @Test
    void onlyOfAPauseAnEndAndAReasonAreTold() {
        final Waiting busy = Waiting.inQueue(WaitReason.WORKERS_BUSY, 1, 1);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> busy.withUntil(NOW))
                .withMessageContaining("workers_busy");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> busy.withMessage("moving house"))
                .withMessageContaining("workers_busy");
    }
}
