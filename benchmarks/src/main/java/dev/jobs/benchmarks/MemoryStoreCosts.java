package dev.jobs.benchmarks;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.store.ClaimRequest;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.Heartbeat;
import dev.jobs.store.JobStore;
import dev.jobs.store.Report;
import dev.jobs.store.WorkerId;
import dev.jobs.store.WorkerProfile;
import dev.jobs.store.memory.MemoryJobStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** The cost of single calls of the memory store, for jobs anywhere in its queue; between the iterations the queue is filled again. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(MemoryStoreCosts.CALLS)
@Warmup(iterations = 200)
@Measurement(iterations = 300)
@Fork(1)
public class MemoryStoreCosts {
    /** The number of jobs that an iteration takes out of the queue: few enough that it stays about as long as it is. */
    static final int CALLS = 200;

    private static final JobRequest REQUEST =
            JobRequest.builder("noop", "{\"number\":1}").build();

    /** The number of jobs that wait. */
    @Param({"1000", "1000000"})
    public int depth;

    private final SplittableRandom random = new SplittableRandom(1);
    private final JobStore store = new MemoryJobStore();
    private final ClaimRequest one = ClaimRequest.builder(WorkerId.random())
            .types(Set.of(REQUEST.type()))
            .queues(Set.of(REQUEST.queue()))
            .limit(1)
            .build();
    private final List<JobId> waiting = new ArrayList<>();
    private List<JobId> chosen = List.of();
    private List<ClaimedJob> claimed = new ArrayList<>();

    /** Lets a worker live, and fills the queue. */
    @Setup
    public void fill() {
        final WorkerProfile profile = WorkerProfile.builder("jmh")
                .types(one.types())
                .queues(one.queues())
                .slots(1)
                .build();
        store.heartbeat(Heartbeat.builder(one.worker(), profile)
                .timeToLive(Duration.ofDays(1))
                .build());
        while (waiting.size() < depth) {
            waiting.addAll(submit(Math.min(CALLS, depth - waiting.size())));
        }
    }

    /** Ends what the last iteration claimed, replaces what it took out, and chooses jobs for the next. */
    @Setup(Level.Iteration)
    public void refill() {
        store.report(claimed.stream()
                .map(job -> Report.completed(job.lease(), Optional.empty()))
                .toList());
        claimed = new ArrayList<>(CALLS);
        final int gone = store.prune(Duration.ZERO, depth);
        waiting.addAll(gone == 0 ? chosen : submit(gone));
        chosen = IntStream.range(0, CALLS).mapToObj(i -> take()).toList();
    }

    private List<JobId> submit(final int jobs) {
        return store.submit(Collections.nCopies(jobs, REQUEST));
    }

    private JobId take() {
        final int last = waiting.size() - 1;
        Collections.swap(waiting, random.nextInt(waiting.size()), last);
        return waiting.remove(last);
    }

    /** The positions of jobs anywhere in the queue, one at a time. */
    @Benchmark
    public void position(final Blackhole blackhole) {
        for (final JobId id : chosen) {
            blackhole.consume(store.poll(id).orElseThrow().queuePosition());
        }
    }

    /** The same without a position: what it takes to find jobs in memory at all, which is what limits the others. */
    @Benchmark
    public void find(final Blackhole blackhole) {
        for (final JobId id : chosen) {
            blackhole.consume(store.find(id));
        }
    }

    /** Cancels of jobs anywhere in the queue. */
    @Benchmark
    public void cancel(final Blackhole blackhole) {
        for (final JobId id : chosen) {
            blackhole.consume(store.cancel(id));
        }
    }

    /** Claims of one job at a time. */
    @Benchmark
    public void claim() {
        for (int i = 0; i < CALLS; i++) {
            claimed.addAll(store.claim(one));
        }
    }
}
