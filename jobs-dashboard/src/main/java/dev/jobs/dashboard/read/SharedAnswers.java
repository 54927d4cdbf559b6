package dev.jobs.dashboard.read;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** The answers to questions that several pages ask, for the questions asked last. Safe to share between threads. */
public final class SharedAnswers<Q, A> {
    private static final int MOST = 100;
    private static final float LOAD = 0.75f;

    private final Function<Q, A> read;
    private final LongSupplier ticker;
    private final Map<Q, Shared<A>> answers = new LinkedHashMap<>(MOST, LOAD, true);

    /**
     * No answers yet.
     *
     * @param read answers a question
     * @param ticker the monotonic clock, in nanoseconds
     */
    public SharedAnswers(final Function<Q, A> read, final LongSupplier ticker) {
        this.read = read;
        this.ticker = ticker;
    }

    /** The answer to this question, as old as it {@linkplain Rest rests} at most. */
    public A to(final Q question) {
        return shared(question).get();
    }

    private synchronized Shared<A> shared(final Q question) {
        final Shared<A> shared = answers.computeIfAbsent(question, key -> new Shared<>(() -> read.apply(key), ticker));
        if (answers.size() > MOST) {
            answers.remove(answers.keySet().iterator().next());
        }
        return shared;
    }

    /** Lets the next one who asks anything get what there is then. */
    public synchronized void forget() {
        answers.clear();
    }
}
