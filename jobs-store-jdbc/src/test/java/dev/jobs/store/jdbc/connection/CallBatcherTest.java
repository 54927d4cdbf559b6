package dev.jobs.store.jdbc.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobs.store.JobStoreUnavailableException;
import dev.jobs.testing.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallBatcherTest {
    private static final int ASKERS = 20;
    private static final CallBatcher.Size<Integer> MOST = CallBatcher.Size.ofNumber(1_000);
    private static final long PATIENCE_SECONDS = 60;

    private final List<Thread> threads = new ArrayList<>();
    private final SlowLook look = new SlowLook();

    /** Answers each number with its square; stays in its first look until it is let go. */
    private static final class SlowLook implements Function<Set<Integer>, Map<Integer, Integer>> {
        private final CompletableFuture<Boolean> letGo = new CompletableFuture<>();
        private final CompletableFuture<Boolean> begun = new CompletableFuture<>();
        private final AtomicInteger looks = new AtomicInteger();
        private final List<Set<Integer>> asked = new ArrayList<>();

        @Override
        public Map<Integer, Integer> apply(final Set<Integer> numbers) {
            synchronized (asked) {
                asked.add(numbers);
            }
            if (looks.incrementAndGet() == 1) {
                begun.complete(true);
                letGo.join();
            }
            return numbers.stream().collect(Collectors.toMap(number -> number, number -> number * number));
        }

        List<Set<Integer>> asked() {
            synchronized (asked) {
                return List.copyOf(asked);
            }
        }
    }

    @AfterEach
    void endAllThreads() throws InterruptedException {
        look.letGo.complete(true);
        for (final Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        }
    }

    private Asker ask(final CallBatcher<Integer, Integer> gathered, final Integer... numbers) {
        final CompletableFuture<Map<Integer, Integer>> answer = new CompletableFuture<>();
        final Thread thread = new Thread(() -> {
            try {
                answer.complete(gathered.call(Set.of(numbers)));
            } catch (final RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        thread.start();
        threads.add(thread);
        return new Asker(thread, answer);
    }

    private record Asker(Thread thread, CompletableFuture<Map<Integer, Integer>> answer) {
        Map<Integer, Integer> answered() throws Exception {
            return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }

        Asker afterItWaits() {
            Await.until("the asker waits", () -> thread.getState() == Thread.State.WAITING);
            return this;
        }
    }

    /** As many askers, each of which waits before the next one asks, while the first look is under way. */
    private List<Asker> askDuringTheFirstLook(
            final CallBatcher<Integer, Integer> gathered, final IntFunction<Integer[]> numbers) throws Exception {
        final List<Asker> askers = new ArrayList<>(List.of(ask(gathered, 0)));
        look.begun.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        for (int i = 1; i < ASKERS; i++) {
            askers.add(ask(gathered, numbers.apply(i)).afterItWaits());
        }
        return askers;
    }

    @Test
    void aQuestionOfNothingIsNotAsked() {
        look.letGo.complete(true);

        assertThat(new CallBatcher<>(look, 1, MOST).call(Set.of())).isEmpty();
        assertThat(look.asked()).isEmpty();
    }

    @Test
    void whatIsAskedDuringALookIsAnsweredTogetherByTheNext() throws Exception {
        final CallBatcher<Integer, Integer> gathered = new CallBatcher<>(look, 1, MOST);
        final List<Asker> askers = askDuringTheFirstLook(gathered, i -> new Integer[] {i, -i});

        look.letGo.complete(true);

        assertThat(askers.get(0).answered()).isEqualTo(Map.of(0, 0));
        for (int i = 1; i < ASKERS; i++) {
            assertThat(askers.get(i).answered()).isEqualTo(Map.of(i, i * i, -i, i * i));
        }
        assertThat(look.asked())
                .containsExactly(
                        Set.of(0),
                        IntStream.range(1, ASKERS)
                                .boxed()
                                .flatMap(i -> List.of(i, -i).stream())
                                .collect(Collectors.toSet()));
    }

    @Test
    void theSameQuestionDuringALookIsAskedAnew() throws Exception {
        final CallBatcher<Integer, Integer> gathered = new CallBatcher<>(look, 1, MOST);
        final List<Asker> askers = askDuringTheFirstLook(gathered, i -> new Integer[] {0});

        look.letGo.complete(true);

        assertThat(askers.get(ASKERS - 1).answered()).isEqualTo(Map.of(0, 0));
        assertThat(look.asked()).containsExactly(Set.of(0), Set.of(0));
    }

    @Test
    void oneSlowLookDoesNotHoldUpASecondOne() throws Exception {
        final CallBatcher<Integer, Integer> gathered = new CallBatcher<>(look, 2, MOST);
        final Asker first = ask(gathered, 1);
        look.begun.get(PATIENCE_SECONDS, TimeUnit.SECONDS);

        assertThat(ask(gathered, 2).answered()).isEqualTo(Map.of(2, 4));
        assertThat(first.answer()).isNotDone();
    }

    @Test
    void noMoreThanSoManyAreAskedTogether() throws Exception {
        final CallBatcher<Integer, Integer> gathered = new CallBatcher<>(look, 1, CallBatcher.Size.ofNumber(6));
        final List<Asker> askers = askDuringTheFirstLook(gathered, i -> new Integer[] {i, -i});

        look.letGo.complete(true);

        for (final Asker asker : askers) {
            asker.answered();
        }
        assertThat(look.asked()).allSatisfy(numbers -> assertThat(numbers).hasSizeLessThanOrEqualTo(6));
    }

    @Test
    void whatALookThrowsReachesAllWhomItWasToAnswer() throws Exception {
        final JobStoreUnavailableException fault = new JobStoreUnavailableException("out of reach");
        final CallBatcher<Integer, Integer> gathered = new CallBatcher<>(
                numbers -> {
                    final Map<Integer, Integer> squares = look.apply(numbers);
                    if (numbers.contains(3)) {
                        throw fault;
                    }
                    return squares;
                },
                1,
                MOST);
        final List<Asker> askers = askDuringTheFirstLook(gathered, i -> new Integer[] {i});

        look.letGo.complete(true);

        assertThat(askers.get(0).answered()).isEqualTo(Map.of(0, 0));
        for (int i = 1; i < ASKERS; i++) {
            assertThatThrownBy(askers.get(i)::answered)
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isSameAs(fault);
        }
        assertThat(gathered.call(Set.of(4))).isEqualTo(Map.of(4, 16));
    }

    @Test
    void whatOneQuestionIsRefusedForDoesNotFailTheOthers() throws Exception {
        final CallBatcher<Integer, Integer> gathered = new CallBatcher<>(
                numbers -> {
                    final Map<Integer, Integer> squares = look.apply(numbers);
                    if (numbers.contains(3)) {
                        throw new IllegalArgumentException("3 is refused");
                    }
                    return squares;
                },
                1,
                MOST);
        final List<Asker> askers = askDuringTheFirstLook(gathered, i -> new Integer[] {i});

        look.letGo.complete(true);

        for (int i = 1; i < ASKERS; i++) {
            if (i != 3) {
                assertThat(askers.get(i).answered()).isEqualTo(Map.of(i, i * i));
            }
        }
        assertThatThrownBy(askers.get(3)::answered).cause().hasMessage("3 is refused");
    }

    @Test
    void whatIsTooHeavyForOneLookIsAskedByAnother() throws Exception {
        final CallBatcher<Integer, Integer> gathered =
                new CallBatcher<>(look, 1, new CallBatcher.Size<>(100, number -> Math.abs(number)));
        final List<Asker> askers = askDuringTheFirstLook(gathered, i -> new Integer[] {i == 5 ? 1_000 : i});

        look.letGo.complete(true);

        for (int i = 1; i < ASKERS; i++) {
            final int number = i == 5 ? 1_000 : i;
            assertThat(askers.get(i).answered()).isEqualTo(Map.of(number, number * number));
        }
        assertThat(look.asked())
                .contains(Set.of(1_000))
                .allSatisfy(numbers -> assertThat(
                                numbers.stream().mapToInt(Integer::intValue).sum())
                        .matches(sum -> sum <= 100 || sum == 1_000));
    }

    @Test
    void whoLeadsAndIsInterruptedFailsAlone() throws Exception {
        final CallBatcher<Integer, Integer> gathered = new CallBatcher<>(
                numbers -> {
                    final Map<Integer, Integer> squares = look.apply(numbers);
                    if (Thread.currentThread().isInterrupted()) {
                        throw new JobStoreUnavailableException("interrupted");
                    }
                    return squares;
                },
                1,
                MOST);
        final List<Asker> askers = askDuringTheFirstLook(gathered, i -> new Integer[] {i});

        askers.get(1).thread().interrupt();
        look.letGo.complete(true);

        assertThatThrownBy(askers.get(1)::answered).cause().isInstanceOf(JobStoreUnavailableException.class);
        for (int i = 2; i < ASKERS; i++) {
            assertThat(askers.get(i).answered()).isEqualTo(Map.of(i, i * i));
        }
    }

    @Test
    void whoFollowsAndIsInterruptedIsAnsweredAllTheSame() throws Exception {
        final CallBatcher<Integer, Integer> gathered = new CallBatcher<>(look, 1, MOST);
        final List<Asker> askers = askDuringTheFirstLook(gathered, i -> new Integer[] {i});

        askers.get(5).thread().interrupt();
        look.letGo.complete(true);

        assertThat(askers.get(5).answered()).isEqualTo(Map.of(5, 25));
    }
}
