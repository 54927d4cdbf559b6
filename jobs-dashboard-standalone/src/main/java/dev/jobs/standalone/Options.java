package dev.jobs.standalone;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The wishes of whoever starts the program.
 *
 * @param url where the jobs are kept
 * @param port the port to listen on; 0: any free one
 * @param mode what the page may do
 */
record Options(String url, int port, Mode mode) {
    static final String USAGE = """
            usage: java -jar jobs-dashboard.jar --url jdbc:… [--port 8090] [--operate]

              --url URL    the database, such as jdbc:postgresql://host/db?user=…; else that of the variable JOBS_STORE_URL,
                           where no list of processes shows a password that it has
              --port PORT  the port on this machine; 8090 by default, 0 for any free one
              --operate    lets the page cancel, rerun and delete jobs, reveal payloads, pause, and set limits; by default it
                           only shows""";

    private static final int DEFAULT_PORT = 8_090;
    private static final int HIGHEST_PORT = 65_535;

    /** The extent of what the page may do. */
    enum Mode {
        /** It shows. */
        VIEW,

        /** It shows, reveals and acts. */
        OPERATE
    }

    /**
     * Reads the arguments.
     *
     * @throws IllegalArgumentException if they are not understood, with words for people
     */
    static Options of(final List<String> arguments, final Map<String, String> environment) {
        final Deque<String> rest = new ArrayDeque<>(arguments);
        Optional<String> url = Optional.ofNullable(environment.get("JOBS_STORE_URL"));
        int port = DEFAULT_PORT;
        Mode mode = Mode.VIEW;
        while (!rest.isEmpty()) {
            final String name = rest.pop();
            switch (name) {
                case "--url" -> url = Optional.of(value(name, rest));
                case "--port" -> port = port(value(name, rest));
                case "--operate" -> mode = Mode.OPERATE;
                default -> throw new IllegalArgumentException("there is no option " + name);
            }
        }
        return new Options(
                url.filter(text -> text.startsWith("jdbc:"))
                        .orElseThrow(
                                () -> new IllegalArgumentException("--url is missing, or does not begin with jdbc:")),
                port,
                mode);
    }

    private static String value(final String name, final Deque<String> rest) {
        return Optional.ofNullable(rest.poll())
                .orElseThrow(() -> new IllegalArgumentException(name + " needs a value"));
    }

    private static int port(final String text) {
        try {
            final int port = Integer.parseInt(text);
            if (port >= 0 && port <= HIGHEST_PORT) {
                return port;
            }
        } catch (final NumberFormatException e) {
            // Told below, as a number out of range is.
        }
        throw new IllegalArgumentException("--port is a number from 0 to " + HIGHEST_PORT + ", but not " + text);
    }
}
