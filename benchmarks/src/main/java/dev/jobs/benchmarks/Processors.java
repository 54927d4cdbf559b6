package dev.jobs.benchmarks;

import java.io.IOException;
import java.util.stream.Stream;

/** The processors on which a server and this process run, where Linux's {@code taskset} can say so. */
final class Processors {
    private final ProcessHandle server;

    private Processors(final ProcessHandle server) {
        this.server = server;
    }

    static Processors of(final ProcessHandle server) {
        return new Processors(server);
    }

    boolean canBePinned() throws InterruptedException {
        return Runtime.getRuntime().availableProcessors() >= 2 && pin(ProcessHandle.current(), "0,1");
    }

    /** Lets the server, all its processes included, and this process run on these processors alone. */
    void pin(final String ofServer, final String own) throws InterruptedException {
        for (final ProcessHandle each :
                Stream.concat(Stream.of(server), server.descendants()).toList()) {
            final boolean unused = pin(each, ofServer);
        }
        if (!pin(ProcessHandle.current(), own)) {
            throw new IllegalStateException("this process cannot be kept on processors " + own);
        }
    }

    private static boolean pin(final ProcessHandle process, final String processors) throws InterruptedException {
        try {
            return new ProcessBuilder("taskset", "-a", "-p", "-c", processors, Long.toString(process.pid()))
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (final IOException missing) {
            return false;
        }
    }
}
