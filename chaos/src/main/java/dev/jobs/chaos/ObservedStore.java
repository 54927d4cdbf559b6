package dev.jobs.chaos;

import dev.jobs.JobId;
import dev.jobs.Release;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.JobStore;
import dev.jobs.store.Lease;
import dev.jobs.store.Report;
import dev.jobs.store.ReportOutcome;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * Writes down every claim and report between a worker and its store, and looks at each end of an attempt whether its
 * processes are dead. Safe for threads.
 *
 * <p>A proxy rather than a class with all of the store's methods: it is about two of them.
 */
final class ObservedStore {
    /** The name of the report of a failure at a limit of time. */
    static final String TIMED_OUT = "TimedOut";

    private final JobStore store;
    private final EventLog log;
    private final Children children;
    private final UnaryOperator<List<Report>> onTheWay;
    private final Map<JobId, Lease> claimed = new ConcurrentHashMap<>();

    /** @param onTheWay what becomes of reports before they reach the store */
    ObservedStore(
            final JobStore store,
            final EventLog log,
            final Children children,
            final UnaryOperator<List<Report>> onTheWay) {
        this.store = store;
        this.log = log;
        this.children = children;
        this.onTheWay = onTheWay;
    }

    /** The lease that this worker claimed last of this job. */
    Lease claimed(final JobId id) {
        final Lease lease = claimed.get(id);
        if (lease == null) {
            throw new IllegalStateException("never claimed: " + id);
        }
        return lease;
    }

    /** The store as the worker is to see it. */
    JobStore asSeen() {
        return (JobStore) Proxy.newProxyInstance(
                JobStore.class.getClassLoader(), new Class<?>[] {JobStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("report") && arguments[0] instanceof List<?> given) {
                        final List<Report> reports =
                                given.stream().map(Report.class::cast).toList();
                        return report(method, reports);
                    }
                    final long sent = EventLog.now();
                    final Object answer = call(method, arguments);
                    if (method.getName().equals("claim") && answer instanceof List<?> jobs) {
                        jobs.forEach(job -> note((ClaimedJob) job, sent));
                    }
                    return answer;
                });
    }

    private Object report(final Method method, final List<Report> reports) throws Throwable {
        for (final Report report : reports) {
            if (report instanceof Report.Ended ended && !isPresumed(ended)) {
                children.alive(report.lease())
                        .forEach(
                                child -> log.add(ChaosEvent.Kind.STILL_ALIVE, report.lease(), "report " + child.pid()));
            }
            log.add(ChaosEvent.Kind.SENT, report.lease(), name(report));
        }
        final Object answer = call(method, onTheWay.apply(reports));
        if (answer instanceof List<?> outcomes) {
            for (int i = 0; i < reports.size(); i++) {
                log.add(
                        ChaosEvent.Kind.ANSWERED,
                        reports.get(i).lease(),
                        name(reports.get(i)) + " " + (ReportOutcome) outcomes.get(i));
            }
        }
        return answer;
    }

    private Object call(final Method method, final Object... arguments) throws Throwable {
        try {
            return method.invoke(store, arguments);
        } catch (final InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }

    private void note(final ClaimedJob job, final long sent) {
        claimed.put(job.job().id(), job.lease());
        log.add(ChaosEvent.Kind.CLAIMED, job.lease(), Claim.detail(job, sent));
    }

    private static boolean isPresumed(final Report report) {
        return report instanceof Report.Released released && released.release() == Release.PRESUMED;
    }

    private static String name(final Report report) {
        if (report instanceof Report.Failed failed && failed.cause() == Report.Failed.Cause.TIME_LIMIT) {
            return TIMED_OUT;
        }
        return report.getClass().getSimpleName();
    }
}
