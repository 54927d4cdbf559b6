package dev.jobs.test.junit;

import static java.util.Objects.requireNonNull;

import dev.jobs.Jobs;
import dev.jobs.store.JobStore;
import dev.jobs.test.FakeCommands;
import dev.jobs.test.TestClock;
import dev.jobs.test.TestJobs;
import dev.jobs.worker.Worker;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives each test jobs of its own, and closes them when it is over: a test or a method that runs before or after each test takes a
 * {@link TestJobs} as its parameter, or the store, clock or fakes of it ({@link JobStore}, {@link Jobs}, {@link TestClock}, {@link
 * FakeCommands}). For JUnit Jupiter 5.12 and newer, 6 included.
 *
 * <p>{@code @ExtendWith(JobsExtension.class)} gives jobs without handlers, which the test adds; {@code @RegisterExtension} on a static
 * field with {@link #of} gives them the service's worker.
 */
public final class JobsExtension implements ParameterResolver, AfterEachCallback {
    private static final Map<Class<?>, Function<TestJobs, Object>> PARAMETERS = Map.of(
            TestJobs.class, jobs -> jobs,
            JobStore.class, TestJobs::store,
            Jobs.class, TestJobs::store,
            TestClock.class, TestJobs::clock,
            FakeCommands.class, TestJobs::commands);

    private final Function<JobStore, Worker.Builder> worker;

    /** Jobs without handlers, for {@code @ExtendWith}. */
    public JobsExtension() {
        this(Worker::builder);
    }

    private JobsExtension(final Function<JobStore, Worker.Builder> worker) {
        this.worker = worker;
    }

    /**
     * Jobs with a worker as the service makes it.
     *
     * @param worker begins the service's worker on the store that it is given, and does not start it
     */
    public static JobsExtension of(final Function<JobStore, Worker.Builder> worker) {
        return new JobsExtension(requireNonNull(worker, "worker"));
    }

    @Override
    public boolean supportsParameter(final ParameterContext parameter, final ExtensionContext context) {
        return PARAMETERS.containsKey(parameter.getParameter().getType())
                && context.getTestMethod().isPresent();
    }

    @Override
    public Object resolveParameter(final ParameterContext parameter, final ExtensionContext context) {
        return requireNonNull(PARAMETERS.get(parameter.getParameter().getType()))
                .apply(jobs(context));
    }

    /** The jobs of a test are made when it first asks for them. */
    private TestJobs jobs(final ExtensionContext context) {
        return made(context).orElseGet(() -> {
            final TestJobs jobs = TestJobs.of(worker);
            store(context).put(this, jobs);
            return jobs;
        });
    }

    private Optional<TestJobs> made(final ExtensionContext context) {
        return Optional.ofNullable(store(context).get(this, TestJobs.class));
    }

    private static ExtensionContext.Store store(final ExtensionContext context) {
        return context.getStore(ExtensionContext.Namespace.create(JobsExtension.class, context.getUniqueId()));
    }

    @Override
    public void afterEach(final ExtensionContext context) {
        made(context).ifPresent(TestJobs::close);
    }
}
