package dev.jobs.worker.engine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * The slots of a worker, each of which runs one attempt at a time, and the attempts that were claimed ahead and wait for one. Safe
 * to share between threads.
 *
 * <h2>The problem</h2>
 *
 * <p>A claim takes as long as many short jobs, and costs hardly more for a hundred jobs than for one. A worker that claims only for
 * free slots lets them stand idle while it claims. But a job that is claimed and does not start has lost its position, and no
 * other worker that is free can take it.
 *
 * <h2>The solution</h2>
 *
 * <ul>
 *   <li>The <em>pace</em> is the number of slots that became free within the last 20 ms, by attempts that took no longer than that.
 *   <li>A claim asks for as many jobs beyond the free slots. These start within 20 ms at this pace. It is made when only so many wait
 *       as start while the claim is under way, by what the last ones took.
 *   <li>A job that has waited for 20 ms is handed back with all behind it, except for as many as the pace of that moment starts
 *       within the next 20 ms.
 *   <li>What a claim brings that was under way meanwhile is handed back too: it comes behind those.
 *   <li>So none are claimed ahead where jobs take longer: the end of one does not tell that another slot becomes free soon.
 * </ul>
 *
 * <h2>An example</h2>
 *
 * <p>Four slots run jobs of 1 ms, which are 80 within 20 ms, and a claim takes 5 ms. When 20 jobs wait, it asks for 80. Then the first
 * four jobs that wait take 10 s. 20 ms later no slot has become free: the pace is none, and all that wait are handed back.
 *
 * @param <T> an attempt
 */
final class Slots<T> {
    /** The time within which an attempt that was claimed ahead starts, or is handed back. */
    static final Duration MOST_AHEAD = Duration.ofMillis(20);

    private static final int PARTS = 4;
    private static final long SPAN = MOST_AHEAD.toNanos();
    private static final long PART = SPAN / PARTS;

    private final int number;
    private final LongSupplier ticker;
    private final long begin;

    // Guarded by this, as is all below.
    private final Deque<Waiting<T>> waiting = new ArrayDeque<>();
    private int running;
    private int refillAt;
    private long claimNanos;
    private boolean overtaken;

    /** The slots that became free, in each of the last parts of the span; the newest part goes on. */
    private final int[] freed = new int[PARTS];

    private long part;

    /** @param ticker the monotonic clock, in nanoseconds */
    Slots(final int number, final LongSupplier ticker) {
        this.number = number;
        this.ticker = ticker;
        this.begin = ticker.getAsLong();
    }

    /**
     * An attempt that waits for a slot.
     *
     * @param work begins when it has one
     * @param since the moment of the ticker at which it came
     */
    record Waiting<T>(T attempt, Runnable work, long since) {}

    /** The outcome of an attempt that asks for a slot. */
    enum Place {
        /** It has one. */
        SLOT,
        /** None is free, and it waits for one. */
        WAITING,
        /** Attempts before it were handed back, and so is it to be. */
        OVERTAKEN
    }

    /** A claim begins. */
    synchronized void claimBegins() {
        overtaken = false;
    }

    /** Takes a slot for an attempt that the last claim brought, or lets it wait for one. */
    synchronized Place take(final T attempt, final Runnable work) {
        if (overtaken) {
            return Place.OVERTAKEN;
        }
        if (running < number) {
            running++;
            return Place.SLOT;
        }
        waiting.add(new Waiting<>(attempt, work, ticker.getAsLong()));
        return Place.WAITING;
    }

    /** Takes a slot if one is free and nothing waits for it. */
    synchronized boolean takeFree() {
        final boolean free = running < number && waiting.isEmpty();
        running += free ? 1 : 0;
        return free;
    }

    /** A slot that was taken was not used; the attempt that has waited for it, if one did, has taken it. */
    synchronized Optional<Waiting<T>> unused() {
        return next();
    }

    /** A slot has become free by the end of an attempt that took so long; the one that has waited for it, if one did, has taken it. */
    synchronized Optional<Waiting<T>> freed(final Duration ran) {
        if (ran.compareTo(MOST_AHEAD) <= 0) {
            advance();
            freed[Math.floorMod(part, PARTS)]++;
        }
        return next();
    }

    private Optional<Waiting<T>> next() {
        final Optional<Waiting<T>> next = Optional.ofNullable(waiting.poll());
        if (next.isEmpty()) {
            running--;
        }
        return next;
    }

    /** Takes out all that wait, in their order. */
    synchronized List<T> removeAll() {
        return removeBehind(0);
    }

    /**
     * Takes out those that have waited for too long, and those behind them.
     *
     * @param returning gets to know each of them before anybody can see that it is gone
     */
    synchronized List<T> removeLate(final Consumer<T> returning) {
        if (untilLate() > 0) {
            return List.of();
        }
        final long now = ticker.getAsLong();
        final int pace = pace();
        final boolean late = waiting.stream()
                .skip(pace)
                .findFirst()
                .filter(entry -> now - entry.since() >= SPAN)
                .isPresent();
        if (!late) {
            return List.of();
        }
        overtaken = true;
        final List<T> removed = removeBehind(pace);
        removed.forEach(returning);
        return removed;
    }

    private List<T> removeBehind(final int kept) {
        final List<T> removed = new ArrayList<>();
        while (waiting.size() > kept) {
            removed.add(waiting.removeLast().attempt());
        }
        Collections.reverse(removed);
        return removed;
    }

    /** The nanoseconds until one has waited for too long; less than one if one has. */
    private long untilLate() {
        final Waiting<T> first = waiting.peek();
        return first == null ? Long.MAX_VALUE : first.since() + SPAN - ticker.getAsLong();
    }

    /** The nanoseconds after which {@link #removeLate} is to be called; the longest there are: when one begins to wait. */
    synchronized long untilLook() {
        return Math.max(PART, untilLate());
    }

    /** The number of attempts that may be claimed beyond the free slots, with those that wait; none as long as enough wait. */
    synchronized int ahead() {
        final int pace = pace();
        refillAt = (int) (pace * claimNanos / SPAN);
        return waiting.size() <= refillAt ? pace + waiting.size() : 0;
    }

    /** True at the moment at which hardly more attempts wait than start while a claim is under way. */
    synchronized boolean isToBeRefilled() {
        return waiting.size() == refillAt;
    }

    /** A claim was answered after so many nanoseconds. */
    synchronized void claimTook(final long nanos) {
        claimNanos = Math.min(SPAN, (3 * claimNanos + nanos) / 4);
    }

    /** The number of attempts that wait for a slot. */
    synchronized int waiting() {
        return waiting.size();
    }

    /** The number of slots that became free within the last span, by short attempts. */
    private int pace() {
        advance();
        return IntStream.of(freed).sum();
    }

    private void advance() {
        final long now = (ticker.getAsLong() - begin) / PART;
        for (long empty = Math.max(part + 1, now - PARTS + 1); empty <= now; empty++) {
            freed[Math.floorMod(empty, PARTS)] = 0;
        }
        part = Math.max(part, now);
    }
}
