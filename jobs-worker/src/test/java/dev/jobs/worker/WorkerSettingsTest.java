package dev.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobs.Job;
import dev.jobs.JobRequest;
import dev.jobs.JobStatus;
import dev.jobs.worker.handler.JobContext;
import dev.jobs.worker.handler.TypedHandler;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class WorkerSettingsTest extends WorkerTest {
    @Test
    void settingsHaveDefaults() {
        final WorkerSettings settings = WorkerSettings.builder().build();

        assertThat(settings.slots()).isEqualTo(Math.max(2, Runtime.getRuntime().availableProcessors()));
        assertThat(settings.queues()).containsExactly(JobRequest.DEFAULT_QUEUE);
        assertThat(settings.name())
                .isEqualTo("worker-" + ProcessHandle.current().pid());
        assertThat(settings.pollInterval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.timeToLive()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.closeGrace()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.killGrace()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.retention()).isEqualTo(Duration.ofDays(7));
        assertThat(settings.unreadableGrace()).isEqualTo(Duration.ofMinutes(5));
        assertThat(settings.threads()).isEmpty();
        assertThat(settings.closesAtShutdown()).isFalse();
    }

    @Test
    void aBuilderThatBeginsWithSettingsKeepsThemAndChangesACopy() {
        final ThreadFactory factory = Thread::new;
        final WorkerSettings settings = WorkerSettings.builder()
                .slots(3)
                .queues("fast", "slow")
                .name("audio")
                .pollInterval(Duration.ofMillis(10))
                .timeToLive(Duration.ofSeconds(20))
                .closeGrace(Duration.ofSeconds(1))
                .killGrace(Duration.ofSeconds(2))
                .retention(Duration.ofDays(3))
                .unreadableGrace(Duration.ofHours(1))
                .threads(factory)
                .closeAtShutdown()
                .build();

        final WorkerSettings copy = settings.toBuilder().slots(4).build();

        assertThat(settings.slots()).isEqualTo(3);
        assertThat(copy.slots()).isEqualTo(4);
        assertThat(copy.toString()).isEqualTo(settings.toString().replace("slots=3", "slots=4"));
        assertThat(copy.queues()).isEqualTo(Set.of("fast", "slow"));
        assertThat(copy.threads()).isEqualTo(Optional.of(factory));
        assertThat(copy.closesAtShutdown()).isTrue();
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                wrong("a worker has at least 1 slot, but 0 were asked for", builder -> builder.slots(0)),
                wrong("a worker serves at least one queue", builder -> builder.queues()),
                wrong(
                        "pollInterval is at least 10 ms, but is PT0.009S",
                        builder -> builder.pollInterval(Duration.ofMillis(9))),
                wrong(
                        "No time is negative, but there are closeGrace PT-1S, killGrace PT5S, retention PT168H,"
                                + " unreadableGrace PT5M",
                        builder -> builder.closeGrace(Duration.ofSeconds(-1))),
                wrong("killGrace PT-1S", builder -> builder.killGrace(Duration.ofSeconds(-1))),
                wrong("retention PT-1S", builder -> builder.retention(Duration.ofSeconds(-1))),
                wrong("unreadableGrace PT-1S", builder -> builder.unreadableGrace(Duration.ofSeconds(-1))),
                wrong(
                        "timeToLive is at least three times pollInterval and twice killGrace, so that work can be ended"
                                + " before its lease is lost, but is PT9S with pollInterval PT1S, killGrace PT5S",
                        builder -> builder.timeToLive(Duration.ofSeconds(9))),
                wrong("but is PT30S with pollInterval PT11S", builder -> builder.pollInterval(Duration.ofSeconds(11))));
    }

    private static Arguments wrong(final String message, final UnaryOperator<WorkerSettings.Builder> change) {
        return Arguments.of(message, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrong")
    void settingsThatMakeNoSenseAreRefused(final String message, final UnaryOperator<WorkerSettings.Builder> change) {
        assertThatThrownBy(() -> change.apply(WorkerSettings.builder()).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aWorkerTakesSettingsAsAValueAndHandlersWithTheirTypes() throws InterruptedException {
        final WorkerSettings settings = WorkerSettings.builder()
                .name("from a value")
                .slots(5)
                .pollInterval(Duration.ofMillis(50))
                .timeToLive(LONG)
                .build();

        started(Worker.builder(store)
                .name("before")
                .settings(settings)
                .slots(1)
                .handle(TypedHandler.of(ECHO, JobContext::payload)));

        final Job job = finished(submit("x"));
        assertThat(job.status()).isEqualTo(JobStatus.COMPLETE);
        assertThat(store.heartbeats.get(0).profile().name()).isEqualTo("from a value");
        assertThat(store.heartbeats.get(0).profile().slots()).isEqualTo(1);
    }

    @Test
    void aTypeHasOneHandlerHoweverItIsAdded() {
        final Worker.Builder builder = worker().handle(ECHO, JobContext::payload);

        assertThatThrownBy(() -> builder.handle(TypedHandler.of(ECHO, JobContext::payload)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("type \"" + ECHO.name() + "\" has a handler already");
    }
}
