package dev.jobs.worker.process.table;

import dev.jobs.worker.process.table.ProcessTable.Scan;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Scans of all processes, shared by those who ask at the same time: each gets one that began after it asked. Safe for
 * threads; whoever finds no scan running makes the next one.
 */
public final class FreshScans {
    private final Supplier<Scan> scans;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private long begun;
    private long done;
    private boolean running;
    private Scan latest = new Scan(List.of(), false);

    /**
     * Shared scans.
     *
     * @param scans makes one, each time
     */
    public FreshScans(final Supplier<Scan> scans) {
        this.scans = scans;
    }

    /** The result of a scan that began after this call. */
    public Scan next() {
        lock.lock();
        try {
            final long mine = begun + 1;
            while (done < mine) {
                if (running) {
                    ended.awaitUninterruptibly();
                } else {
                    scan();
                }
            }
            return latest;
        } finally {
            lock.unlock();
        }
    }

    private void scan() {
        running = true;
        begun++;
        final long number = begun;
        lock.unlock();
        try {
            final Scan found = scans.get();
            lock.lock();
            latest = found;
            done = number;
        } finally {
            if (!lock.isHeldByCurrentThread()) {
                lock.lock();
            }
            running = false;
            ended.signalAll();
        }
    }
}
