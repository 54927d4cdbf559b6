package dev.jobs.benchmarks;

import dev.jobs.JobId;
import dev.jobs.JobPollResponse;
import dev.jobs.JobRequest;
import dev.jobs.http.servlet.JobAccess;
import dev.jobs.http.servlet.JobsServlet;
import dev.jobs.store.JobStore;
import dev.jobs.store.memory.MemoryJobStore;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The cost of the answer to a poll on its way out of this process: its JSON, and all of it with the servlet and its tag. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class AnswerCosts {
    private final JobStore store = new MemoryJobStore();
    private final JobId id = store.submit(JobRequest.builder("noop", "{}").build());
    private final JobPollResponse answer = store.poll(id).orElseThrow();
    private final JobsServlet servlet = new JobsServlet(store, JobAccess.anyoneWhoKnowsTheId());
    private final SilentExchange first = new SilentExchange("/" + id, Optional.empty());
    private SilentExchange again = first;

    /** Gets the tag by which the second request says what it has. */
    @Setup
    public void getTag() throws ServletException, IOException {
        first.servedBy(servlet);
        again = new SilentExchange("/" + id, Optional.of(first.tag()));
        again.servedBy(servlet);
        if (first.status() != 200 || again.status() != 304) {
            throw new IllegalStateException("answered by " + first.status() + " and " + again.status());
        }
    }

    /** The JSON of an answer. */
    @Benchmark
    public String json() {
        return answer.toJson();
    }

    /** A GET that is answered with 200: the servlet, the store, the JSON and its tag. */
    @Benchmark
    public int whole() throws ServletException, IOException {
        return first.servedBy(servlet);
    }

    /** A GET that is answered with 304. */
    @Benchmark
    public int known() throws ServletException, IOException {
        return again.servedBy(servlet);
    }
}
