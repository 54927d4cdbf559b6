package dev.jobs.benchmarks;

import dev.jobs.http.servlet.JobAccess;
import dev.jobs.http.servlet.JobsServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** The cost of a poll over HTTP, for jobs at the end of a short and of a long queue, beside a servlet that does nothing. */
final class PollBenchmark implements Benchmark {
    private static final int MEMORY = 1;
    private static final String CONSTANT = "a constant servlet";

    @Override
    public String purpose() {
        return "GET over HTTP of jobs at the end of queues of 100, 10,000 and 1,000,000, beside a constant servlet";
    }

    @Override
    public void run(final Options options, final Output output) throws InterruptedException {
        final int[] depths = options.numbers("depths", 100, 10_000, 1_000_000);
        final int clients = options.number("clients", 32);
        final int rounds = options.number("rounds", 3);
        final long nanos = TimeUnit.MILLISECONDS.toNanos(options.number("millis", 3_000));
        output.figure("clients, each on a connection of its own", clients, "");
        final List<WaitingJobs> all = new ArrayList<>();
        try (Server server = Server.start(output);
                WebServer web = new WebServer()) {
            try {
                for (final int depth : depths) {
                    all.add(WaitingJobs.onPostgres(server, depth));
                    all.add(WaitingJobs.inMemory(depth));
                }
                race(new Clients(web, clients, nanos), all, rounds, output);
            } finally {
                all.forEach(WaitingJobs::close);
            }
        }
    }

    private record Clients(WebServer web, int count, long nanos) {
        HttpLoad on(final int port, final List<String> paths) {
            return new HttpLoad(
                    port,
                    IntStream.range(0, count)
                            .mapToObj(client -> paths.get(client % paths.size()))
                            .toList());
        }
    }

    private static void race(final Clients clients, final List<WaitingJobs> all, final int rounds, final Output output)
            throws InterruptedException {
        final Map<String, List<String>> paths = new LinkedHashMap<>();
        for (int i = 0; i < all.size(); i++) {
            final String base = "/jobs" + i;
            clients.web().add(base + "/*", new JobsServlet(all.get(i).store(), JobAccess.anyoneWhoKnowsTheId()));
            paths.put(
                    all.get(i).name(),
                    all.get(i).last().stream().map(id -> base + "/" + id).toList());
        }
        clients.web().add("/constant", new Constant());
        paths.put(CONSTANT, List.of("/constant"));
        final int port = clients.web().start();
        final Race race = new Race(output, "requests/s");
        final Map<String, Latencies> latencies = new LinkedHashMap<>();
        paths.forEach((name, of) -> {
            final HttpLoad load = clients.on(port, of);
            // Once before it counts, for the compiler's sake.
            load.run(clients.nanos(), new Latencies());
            final Latencies its = new Latencies();
            latencies.put(name, its);
            race.add(name, () -> load.run(clients.nanos(), its));
        });
        race.run(rounds);
        latencies.forEach((name, of) -> of.tell(output, name));
        verdicts(race, all, output);
    }

    private static void verdicts(final Race race, final List<WaitingJobs> all, final Output output) {
        for (int kind = 0; kind < 2; kind++) {
            final String shortest = all.get(kind).name();
            final String longest = all.get(all.size() - 2 + kind).name();
            output.atLeast(0.5, longest + " ÷ " + shortest, race.ratio(longest, shortest));
        }
        for (final WaitingJobs jobs : all) {
            final String name = jobs.name() + " ÷ " + CONSTANT;
            final double ratio = race.ratio(jobs.name(), CONSTANT);
            if (all.indexOf(jobs) % 2 == MEMORY) {
                output.atLeast(0.4, name, ratio);
            } else {
                output.figure(name, ratio, "");
            }
        }
    }

    /** As many bytes as a poll's answer has. */
    private static final class Constant extends HttpServlet {
        private static final long serialVersionUID = 1L;
        private static final byte[] BODY =
                ("{\"text\":\"" + "x".repeat(600) + "\"}").getBytes(StandardCharsets.US_ASCII);

        @Override
        protected void doGet(final HttpServletRequest request, final HttpServletResponse response) throws IOException {
            response.setContentType("application/json");
            response.setContentLength(BODY.length);
            response.getOutputStream().write(BODY);
        }
    }
}
