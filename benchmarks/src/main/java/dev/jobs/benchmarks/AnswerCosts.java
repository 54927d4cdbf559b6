package dev.jobs.benchmarks;

import dev.jobs.JobPollResponse;
import dev.jobs.JobRequest;
import dev.jobs.http.servlet.JobAccess;
import dev.jobs.http.servlet.JobsServlet;
import dev.jobs.store.JobStore;
import dev.jobs.store.memory.MemoryJobStore;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.LocalConnector;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What the answer to a poll costs on its way out of this process: its JSON, and all of it with the servlet and its tag. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class AnswerCosts {
    private final JobStore store = new MemoryJobStore();
    private final org.eclipse.jetty.server.Server server = new org.eclipse.jetty.server.Server();
    private final LocalConnector connector = new LocalConnector(server);
    private JobPollResponse answer = poll();
    private String whole = "";
    private String known = "";

    private JobPollResponse poll() {
        return store.poll(store.submit(JobRequest.builder("noop", "{}").build()))
                .orElseThrow();
    }

    /** Starts a server without sockets. */
    @Setup
    public void start() throws Exception {
        answer = poll();
        server.addConnector(connector);
        final ServletContextHandler context = new ServletContextHandler("/", ServletContextHandler.NO_SESSIONS);
        context.addServlet(new ServletHolder(new JobsServlet(store, JobAccess.anyoneWhoKnowsTheId())), "/jobs/*");
        server.setHandler(context);
        server.start();
        final String head = "GET /jobs/" + answer.job().id() + " HTTP/1.1\r\nHost: localhost\r\n";
        whole = head + "\r\n";
        final String tag = connector
                .getResponse(whole)
                .lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("etag: "))
                .findFirst()
                .orElseThrow();
        known = head + "If-None-Match: " + tag.substring("etag: ".length()) + "\r\n\r\n";
        if (!connector.getResponse(known).contains(" 304 ")) {
            throw new IllegalStateException("the tag is not known again");
        }
    }

    /** Stops it. */
    @TearDown
    public void stop() throws Exception {
        server.stop();
    }

    /** The JSON of an answer. */
    @Benchmark
    public String json() {
        return answer.toJson();
    }

    /** A GET that is answered with 200: Jetty without sockets, the servlet, the store, the JSON and its tag. */
    @Benchmark
    public String whole() throws Exception {
        return connector.getResponse(whole);
    }

    /** A GET that is answered with 304. */
    @Benchmark
    public String known() throws Exception {
        return connector.getResponse(known);
    }
}
