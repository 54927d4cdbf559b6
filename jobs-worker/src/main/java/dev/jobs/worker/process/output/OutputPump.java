package dev.jobs.worker.process.output;

import dev.jobs.worker.command.Command;
import dev.jobs.worker.log.LogRelay;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a child's output to its end, into a tail and line by line to a listener, on the thread that started the child.
 *
 * <p>When a child ends, Java's reaper drains its pipe into memory for as long as something comes, which can be for ever
 * and without bound while a grandchild writes on, and then closes it, which hides who still holds it. It needs the
 * stream's monitor for that, so the reading thread takes it first of all, having started the child itself, and keeps it
 * until the end.
 */
public final class OutputPump {
    private static final Logger LOG = LoggerFactory.getLogger(OutputPump.class);
    private static final int BUFFER_BYTES = 16 * 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final long PAUSE_NANOS = Duration.ofMillis(10).toNanos();

    private final String program;
    private final OutputTail tail;
    private final Consumer<String> listener;
    private final boolean logged;
    private final OutputObserver observer;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean muted;
    private volatile boolean listening;
    private volatile boolean heldOpen;
    private volatile boolean leftAlone;
    private volatile Optional<InputStream> source = Optional.empty();
    /** The number of times that something was read or handed over; only the pump's thread counts. */
    private volatile long steps;

    /** @param observer sees all of it, even where the command's listener is muted */
    public OutputPump(final Command command, final OutputTail tail, final OutputObserver observer) {
        this.program = command.programName();
        this.tail = tail;
        this.listener = command.onLine();
        this.logged = command.logsOutput();
        this.observer = observer;
    }

    /** Calls the listener no more; the output is still read, so that nothing blocks on it. */
    public void mute() {
        muted = true;
    }

    /**
     * Waits, after the tree's end, until all output was read and handed over. A process that was not found may hold the
     * output open for ever, or a muted listener never return: such a pump is left alone after a moment.
     */
    public void awaitEnd() throws InterruptedException {
        while (ended.getCount() > 0) {
            final boolean stuck = isStuck();
            if (stuck && (muted || !listening)) {
                heldOpen = !listening;
                leftAlone = true;
                LOG.warn(
                        "{} of {} goes on after its end: leaving it alone",
                        heldOpen ? "Somebody who holds the output" : "The listener",
                        program);
                source.ifPresent(this::close);
                return;
            }
        }
    }

    /** True if, after the tree's end, a process that was not found still holds the output open. */
    public boolean isHeldOpen() throws InterruptedException {
        return heldOpen || (ended.getCount() > 0 && !listening && isStuck() && !listening);
    }

    /** True if it was held open, once that is known: after it was read to its end, or left alone. */
    public Optional<Boolean> wasHeldOpen() {
        return ended.getCount() == 0 || leftAlone ? Optional.of(heldOpen) : Optional.empty();
    }

    private boolean isStuck() throws InterruptedException {
        final long before = steps;
        return !ended.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS) && steps == before;
    }

    /** Reads to the end, on the thread that started the child and holds the stream's monitor. */
    public void pump(final InputStream output) {
        source = Optional.of(output);
        final var lines = new LineSplitter(this::handOver);
        final var buffer = new byte[BUFFER_BYTES];
        try {
            for (int count = read(output, buffer); count >= 0; count = read(output, buffer)) {
                final int read = count;
                takeIn(() -> {
                    step();
                    observer.onOutput();
                    tail.append(buffer, read);
                    lines.append(buffer, read);
                });
            }
        } catch (final IOException closed) {
            LOG.debug("The output of {} was cut off", program, closed);
        } finally {
            takeIn(lines::end);
            close(output);
            ended.countDown();
        }
    }

    /** Nothing read where there is no memory to read; the next read may find some. */
    private static int read(final InputStream output, final byte[] buffer) throws IOException {
        try {
            return output.read(buffer);
        } catch (final OutOfMemoryError e) {
            LockSupport.parkNanos(PAUSE_NANOS);
            return 0;
        }
    }

    /** A child must not be blocked or killed by its output because there is no memory to take it in. */
    private void takeIn(final Runnable part) {
        try {
            part.run();
        } catch (final RuntimeException | Error failure) {
            mute();
            LogRelay.log(() ->
                    LOG.warn("The output of {} could not be taken in; what follows is dropped", program, failure));
        }
    }

    private void handOver(final String line) {
        if (logged) {
            observer.onLine(line);
        }
        if (muted) {
            return;
        }
        listening = true;
        try {
            listener.accept(line);
        } catch (final RuntimeException | Error failure) {
            mute();
            // Its message may quote the line, which may hold secrets.
            LOG.warn(
                    "The listener of the output of {} failed with {} and is called no more",
                    program,
                    failure.getClass().getName());
            LOG.debug("The listener's failure", failure);
        } finally {
            step();
            listening = false;
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes, others only read
    private void step() {
        steps++;
    }

    private void close(final InputStream output) {
        try {
            output.close();
        } catch (final IOException | RuntimeException | Error alreadyGone) {
            LogRelay.log(() -> LOG.debug("The output of {} could not be closed", program, alreadyGone));
        }
    }
}
