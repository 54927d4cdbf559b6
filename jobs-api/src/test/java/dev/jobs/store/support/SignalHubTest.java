package dev.jobs.store.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.jobs.JobId;
import dev.jobs.JobSignal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SignalHubTest {
    private static final JobSignal SIGNAL = new JobSignal.Finished(JobId.random());

    static List<Throwable> failures() {
        return List.of(new IllegalStateException("for a test"), new AssertionError("for a test"));
    }

    @SuppressWarnings("TypeParameterUnusedInFormals")
    private static <E extends Throwable> void fail(final Throwable failure) throws E {
        @SuppressWarnings("unchecked")
        final E unchecked = (E) failure;
        throw unchecked;
    }

    @ParameterizedTest
    @MethodSource("failures")
    void whatAListenerThrowsReachesNeitherTheSenderNorOthers(final Throwable failure) {
        final List<Throwable> told = new ArrayList<>();
        final List<JobSignal> heard = new ArrayList<>();
        final SignalHub hub = new SignalHub((signal, e) -> told.add(e));
        hub.subscribe(signal -> SignalHubTest.<RuntimeException>fail(failure));
        hub.subscribe(heard::add);

        assertThatCode(() -> hub.send(List.of(SIGNAL, SIGNAL))).doesNotThrowAnyException();

        assertThat(told).containsExactly(failure, failure);
        assertThat(heard).containsExactly(SIGNAL, SIGNAL);
    }

    @ParameterizedTest
    @MethodSource("failures")
    void whatTellingOfAFailureThrowsReachesNeitherTheSenderNorOthers(final Throwable failure) {
        final List<JobSignal> heard = new ArrayList<>();
        final SignalHub hub = new SignalHub((signal, e) -> SignalHubTest.<RuntimeException>fail(failure));
        hub.subscribe(signal -> {
            throw new IllegalStateException("the first failure");
        });
        hub.subscribe(heard::add);

        assertThatCode(() -> hub.send(List.of(SIGNAL))).doesNotThrowAnyException();

        assertThat(heard).containsExactly(SIGNAL);
    }
}
