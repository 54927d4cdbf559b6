package dev.jobs.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobId;
import dev.jobs.JobPollResponse;
import dev.jobs.JobRequest;
import dev.jobs.JobStatus;
import dev.jobs.store.JobStore;
import dev.jobs.store.JobStoreException;
import dev.jobs.store.JobStoreUnavailableException;
import dev.jobs.store.memory.MemoryJobStore;
import dev.jobs.testing.Await;
import dev.jobs.testing.WatchedStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The watch's thread, each of whose calls fails in each way: nothing ends it but its close, and those who wait go on waiting. */
final class WatchFaultsTest {
    private static final Duration OFTEN = Duration.ofMillis(5);
    private static final Duration NEVER = Duration.ofSeconds(Long.MAX_VALUE);

    private final WatchedStore watched = new WatchedStore(new MemoryJobStore());
    private final JobId id =
            watched.store().submit(JobRequest.builder("ingest", "{}").build());
    private final JobWatch watch =
            JobWatch.builder(watched.store()).pollInterval(OFTEN).build();

    /** A client that waits, and fails whenever it is told to. */
    private static final class Client implements Watcher {
        final List<JobPollResponse> shown = new CopyOnWriteArrayList<>();
        final List<String> told = new CopyOnWriteArrayList<>();
        private final JobId id;
        private final Supplier<? extends Throwable> failure;

        Client(final JobId id) {
            this(id, () -> null);
        }

        Client(final JobId id, final Supplier<? extends Throwable> failure) {
            this.id = id;
            this.failure = failure;
        }

        private void note(final String what) {
            told.add(what);
            final Throwable fault = failure.get();
            if (fault != null) {
                WatchFaultsTest.<RuntimeException>throwAsIs(fault);
            }
        }

        @Override
        public JobId jobId() {
            return id;
        }

        @Override
        public void show(final JobPollResponse now) {
            shown.add(now);
            note("shown");
        }

        @Override
        public void gone() {
            note("gone");
        }

        @Override
        public Optional<Duration> wake() {
            note("woken");
            return Optional.empty();
        }

        @Override
        public void end(final Throwable why) {
            note("ended");
        }
    }

    static Stream<Named<Supplier<? extends Throwable>>> faults() {
        return Stream.of(
                Named.of("out of reach", () -> new JobStoreUnavailableException("refused", new IOException("down"))),
                Named.of("another of the store's", () -> new JobStoreException("on purpose")),
                Named.of("a bug", () -> new IllegalStateException("on purpose")),
                Named.of("a class that is missing", () -> new NoClassDefFoundError("on purpose")),
                Named.of("no memory", () -> new OutOfMemoryError("on purpose")),
                Named.of("no stack", StackOverflowError::new),
                Named.of("an Error with no name", () -> new Error("on purpose")));
    }

    @AfterEach
    void close() {
        watch.close();
        assertThat(ownThreads()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aPollThatFailsEndsNothingAndIsLoggedOnce(final Supplier<? extends Throwable> fault) throws Exception {
        final Client client = new Client(id);
        final String log = logged(() -> {
            watch.add(client, NEVER);
            Await.until("it is shown", () -> !client.shown.isEmpty());

            failTwenty("poll", fault);
            watched.recover();
            watched.store().cancel(id);

            Await.until("it is shown the cancel", () -> hasSeen(client, JobStatus.CANCELLED));
            Await.until("the log says so", () -> watched.calls("poll") > 25);
        });

        assertThat(log.lines().filter(line -> line.contains("Cannot look at"))).hasSize(1);
        assertThat(log.lines().filter(line -> line.contains("Can look at"))).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aSubscriptionThatFailsIsAskedForAgainAndKeepsNothingFromBeingLookedAt(
            final Supplier<? extends Throwable> fault) throws Exception {
        watched.failWith("subscribe", fault);
        final Client client = new Client(id);
        final String log = logged(() -> {
            watch.add(client, NEVER);
            Await.until("it is looked at without", () -> client.shown.size() > 5);
            watched.recover();
            final int tries = watched.calls("subscribe");
            Await.until("it is subscribed", () -> watched.calls("subscribe") > tries);
            final int looks = client.shown.size();
            Await.until("it is looked at with it", () -> client.shown.size() > looks + 2);
        });

        assertThat(log.lines().filter(line -> line.contains("Cannot subscribe")))
                .hasSize(1);
        assertThat(log.lines().filter(line -> line.contains("Can subscribe"))).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aClientThatFailsHoweverItIsToldIsToldThatItIsOverAndKeepsNothingFromOthers(
            final Supplier<? extends Throwable> fault) {
        final Client shown = new Client(id, fault);
        final Client gone = new Client(JobId.random(), fault);
        final Client woken = new Client(id, fault);
        final Client other = new Client(id);
        watch.add(other, NEVER);

        watch.add(shown, NEVER);
        watch.add(gone, NEVER);
        watch.add(woken, Duration.ZERO);

        Await.until("each is over", () -> Stream.of(shown, gone, woken).allMatch(c -> c.told.contains("ended")));
        final int before = other.shown.size();
        Await.until("the other is shown the job", () -> other.shown.size() > before + 1);
        assertThat(other.told).doesNotContain("ended");
    }

    @Test
    void aThreadThatIsInterruptedByWhomeverGoesOn() {
        final Client client = new Client(id);
        watch.add(client, NEVER);
        Await.until("it is shown", () -> !client.shown.isEmpty());

        ownThreads().forEach(Thread::interrupt);
        final int looks = client.shown.size();

        Await.until("it is looked at again and again", () -> client.shown.size() > looks + 3);
        assertThat(ownThreads())
                .extracting(Thread::getName)
                .containsExactlyInAnyOrder("jobs-watch-poll", "jobs-watch-alarm");
    }

    @Test
    void aJobThatCannotBeReadKeepsNoOtherFromBeingShown() {
        final List<JobId> ids = watched.store()
                .submit(Stream.generate(() -> JobRequest.builder("ingest", "{}").build())
                        .limit(50)
                        .toList());
        final JobId bad = ids.get(25);
        final JobWatch careful = JobWatch.builder((JobStore) Proxy.newProxyInstance(
                        JobStore.class.getClassLoader(),
                        new Class<?>[] {JobStore.class},
                        (proxy, method, arguments) -> {
                            if (method.isDefault()) {
                                return InvocationHandler.invokeDefault(proxy, method, arguments);
                            }
                            if (method.getName().equals("poll") && ((Collection<?>) arguments[0]).contains(bad)) {
                                throw new OutOfMemoryError("on purpose");
                            }
                            try {
                                return method.invoke(watched.store(), arguments);
                            } catch (final InvocationTargetException e) {
                                throw e.getCause();
                            }
                        }))
                .pollInterval(OFTEN)
                .build();
        final List<Client> clients = ids.stream().map(Client::new).toList();

        clients.forEach(client -> careful.add(client, NEVER));

        Await.until(
                "all but one are shown", () -> clients.stream().allMatch(c -> c.id.equals(bad) || !c.shown.isEmpty()));
        Await.until(
                "the one is told that it is over", () -> clients.get(25).told.contains("ended"));
        assertThat(clients.stream().filter(c -> c.told.contains("ended"))).hasSize(1);
        careful.close();
    }

    @Test
    void aCallThatDoesNotReturnKeepsNobodyFromBeingToldThatItIsOver() {
        final Client client = new Client(id);
        watched.beforeNextPollReturns(() -> Await.until("it is told", () -> client.told.contains("ended")));
        watch.add(client, NEVER);
        Await.until("the watch is in a call", () -> watched.calls("subscribe") == 1);

        watch.close();

        assertThat(client.told).contains("ended");
    }

    private void failTwenty(final String method, final Supplier<? extends Throwable> fault) {
        watched.failWith(method, fault);
        final int calls = watched.calls(method);
        Await.until("it has failed often", () -> watched.calls(method) > calls + 20);
    }

    private static boolean hasSeen(final Client client, final JobStatus status) {
        return client.shown.stream().anyMatch(answer -> answer.job().status() == status);
    }

    private static List<Thread> ownThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("jobs-watch"))
                .toList();
    }

    private interface Action {
        void run() throws Exception;
    }

    /** What is logged meanwhile: slf4j-simple writes to the standard error. */
    private static String logged(final Action action) throws Exception {
        final PrintStream before = System.err;
        final ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            action.run();
        } finally {
            System.setErr(before);
        }
        return log.toString(StandardCharsets.UTF_8);
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void throwAsIs(final Throwable fault) throws E {
        throw (E) fault;
    }
}
