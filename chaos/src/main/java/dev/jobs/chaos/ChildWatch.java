package dev.jobs.chaos;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Looks again and again which children of jobs run, by their command lines, and writes down the leases of those that run at the same time. */
final class ChildWatch implements Runnable {
    private static final int PAUSE_MILLIS = 100;

    private final EventLog log;
    private String last = "";
    private volatile boolean ending;

    ChildWatch(final EventLog log) {
        this.log = log;
    }

    private record Child(Path process, String lease) {}

    @Override
    public void run() {
        try {
            while (!ending) {
                look();
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void end() {
        ending = true;
    }

    /** All that were seen, and are there when all have been seen, ran at the moment between. */
    private void look() {
        final List<Child> seen = children();
        final long at = EventLog.now();
        final var leases = new TreeSet<String>();
        for (final Child child : seen) {
            lease(child.process()).filter(child.lease()::equals).ifPresent(leases::add);
        }
        final String together = String.join(",", leases);
        if (leases.size() > 1 && !together.equals(last)) {
            log.add(at, ChaosEvent.Kind.CHILDREN_ALIVE, ChaosEvent.NO_JOB, 0, together);
        }
        last = together;
    }

    private static List<Child> children() {
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            return all.filter(path -> path.getFileName().toString().matches("\\d+"))
                    .flatMap(path -> lease(path).map(lease -> new Child(path, lease)).stream())
                    .toList();
        } catch (final IOException notNow) {
            return List.of();
        }
    }

    /** The job and lease that a process has as its arguments; a zombie has none. */
    private static Optional<String> lease(final Path process) {
        try {
            final String[] arguments =
                    Files.readString(process.resolve("cmdline"), ISO_8859_1).split("\0", -1);
            for (int i = 0; i + 1 < arguments.length; i++) {
                if (arguments[i].endsWith(Children.SUFFIX)) {
                    final String file = Path.of(arguments[i]).getFileName().toString();
                    return Optional.of(
                            file.substring(0, file.length() - Children.SUFFIX.length()) + "#" + arguments[i + 1]);
                }
            }
            return Optional.empty();
        } catch (final IOException gone) {
            return Optional.empty();
        }
    }
}
