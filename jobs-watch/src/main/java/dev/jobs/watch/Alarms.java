package dev.jobs.watch;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The times at which watchers want to be woken, and the thread that wakes them. It makes no call of the store, so that a time-out
 * is kept while the store does not answer. Safe to share between threads.
 */
final class Alarms {
    /** Of a time that is further away nobody sees the end. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private final LongSupplier ticker;
    private final long longestRestNanos;
    private final Consumer<Watcher> wake;
    private final Runnable eachTurn;
    private final Loop loop;
    private final long epoch;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<Watcher, Alarm> alarmOf = new HashMap<>();
    private final TreeMap<Alarm, Watcher> alarms = new TreeMap<>();
    private long lastNumber;

    /**
     * No alarms yet.
     *
     * @param longestRest the longest time between two looks at the ticker while there are alarms
     * @param wake is told of each watcher whose time has come, on this object's thread
     * @param eachTurn is done on this object's thread at least as often while there are alarms
     */
    Alarms(
            final LongSupplier ticker,
            final Duration longestRest,
            final Consumer<Watcher> wake,
            final Runnable eachTurn,
            final Outage outage) {
        this.ticker = ticker;
        this.longestRestNanos = longestRest.toNanos();
        this.wake = wake;
        this.eachTurn = eachTurn;
        this.epoch = ticker.getAsLong();
        this.loop = new Loop("jobs-watch-alarm", this::step, outage);
    }

    /** Wakes a watcher after this time, and not before. */
    void set(final Watcher watcher, final Duration after) {
        lock.lock();
        try {
            put(watcher, after);
            loop.start();
        } finally {
            lock.unlock();
        }
    }

    /** Sets the next alarm of a watcher that is still there. */
    void reset(final Watcher watcher, final Duration after) {
        lock.lock();
        try {
            if (alarmOf.containsKey(watcher)) {
                put(watcher, after);
            }
        } finally {
            lock.unlock();
        }
    }

    private void put(final Watcher watcher, final Duration after) {
        final long nanos = (after.compareTo(LONGEST) < 0 ? after : LONGEST).toNanos();
        final Alarm alarm = new Alarm(ticker.getAsLong() - epoch + Math.max(0, nanos), ++lastNumber);
        final Alarm last = alarmOf.put(watcher, alarm);
        if (last != null) {
            alarms.remove(last);
        }
        alarms.put(alarm, watcher);
        if (alarms.firstKey().equals(alarm)) {
            changed.signal();
        }
    }

    /** Takes a watcher out; one that is not there makes no difference. */
    void remove(final Watcher watcher) {
        lock.lock();
        try {
            final Alarm alarm = alarmOf.remove(watcher);
            if (alarm != null) {
                alarms.remove(alarm);
            }
        } finally {
            lock.unlock();
        }
    }

    private void step() throws InterruptedException {
        eachTurn.run();
        nextDue().forEach(wake);
    }

    /** Those whose time has come; none if a look at the ticker is due again, or it is closed. */
    private List<Watcher> nextDue() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            boolean rested = false;
            while (!loop.isClosed() && !rested) {
                final List<Watcher> due = due();
                if (!due.isEmpty()) {
                    return due;
                }
                if (alarms.isEmpty()) {
                    changed.await();
                } else {
                    final long wait = alarms.firstKey().at - now();
                    rested = changed.awaitNanos(Math.min(wait, longestRestNanos)) <= 0;
                }
            }
            return List.of();
        } finally {
            lock.unlock();
        }
    }

    private List<Watcher> due() {
        return List.copyOf(
                alarms.headMap(new Alarm(now(), Long.MAX_VALUE), true).values());
    }

    private long now() {
        return ticker.getAsLong() - epoch;
    }

    /** Wakes nobody any more. */
    void close() {
        loop.close();
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until its thread has ended; false if the time is over before. */
    boolean awaitEnd(final Duration time) throws InterruptedException {
        return loop.awaitEnd(time);
    }

    /** A time since the epoch, which makes times comparable, and a number that tells equal ones apart. */
    private record Alarm(long at, long number) implements Comparable<Alarm> {
        @Override
        public int compareTo(final Alarm other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(number, other.number);
        }
    }
}
