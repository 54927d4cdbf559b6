package dev.jobs.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobRequest;
import dev.jobs.JobSignal;
import dev.jobs.store.JobStore;
import dev.jobs.testing.Await;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;

/** The threads that send and hear signals, each of whose calls of the driver and of listeners fails once in each way. */
class SignalThreadsIT {
    private static final List<Class<?>> WATCHED =
            List.of(Connection.class, PreparedStatement.class, Statement.class, PGConnection.class);

    private static final String END_OF_LISTENING =
            "select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen %'";

    private static final int LOOKS_BETWEEN_ENDS = 20;

    private final String url = Postgres.shared().newUrl();
    private final Set<String> calls = ConcurrentHashMap.newKeySet();
    private final AtomicReference<String> failing = new AtomicReference<>("");
    private final AtomicReference<Throwable> failure = new AtomicReference<>(new IllegalStateException());

    private static boolean isOneOfOurs() {
        return Thread.currentThread().getName().startsWith("jobs-signals");
    }

    /** The same object, each of whose calls by a thread of signals is noted, and fails if it is to. */
    private <T> T failing(final Class<T> type, final T right) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    if (isOneOfOurs()) {
                        final String call =
                                Thread.currentThread().getName() + ": " + type.getSimpleName() + "." + method.getName();
                        calls.add(call);
                        if (call.equals(failing.get())) {
                            failing.set("");
                            throw failure.get();
                        }
                    }
                    return wrapped(method, arguments, invoke(right, method, arguments));
                }));
    }

    private static Object invoke(final Object on, final Method method, final Object[] arguments) throws Throwable {
        try {
            return method.invoke(on, arguments);
        } catch (final InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private Object wrapped(final Method method, final Object[] arguments, final Object answer) {
        final Object type = method.getName().equals("unwrap") ? arguments[0] : method.getReturnType();
        for (final Class<?> watched : WATCHED) {
            if (watched.equals(type)) {
                return failingAs(watched, answer);
            }
        }
        return answer;
    }

    private <T> Object failingAs(final Class<T> type, final Object answer) {
        return failing(type, type.cast(answer));
    }

    private DataSource dataSource() {
        final PGSimpleDataSource right = new PGSimpleDataSource();
        right.setUrl(url);
        return failing(DataSource.class, right);
    }

    @Test
    void goOnWhateverFailsInThemAndHowever() {
        try (JobStore other = JdbcJobStore.open(url);
                JobStore store = JdbcJobStore.on(dataSource(), JdbcSettings.defaults())) {
            final Map<JobStore, List<JobSignal>> heard =
                    Map.of(store, new CopyOnWriteArrayList<>(), other, new CopyOnWriteArrayList<>());
            heard.forEach((by, signals) -> by.subscribe(signals::add));
            signalsArrive(heard);
            final List<String> all = List.copyOf(calls);
            assertThat(all).hasSizeGreaterThan(12).anyMatch(call -> call.endsWith("getNotifications"));

            for (final Throwable how :
                    List.of(new IllegalStateException("for a test"), new AssertionError("for a test"))) {
                failure.set(how);
                all.forEach(call -> fails(call, store, other));
                signalsArrive(heard);
            }
        }
        Await.until(
                "the threads end with their store",
                () -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("jobs-signals")));
    }

    /**
     * Makes this call fail at its next time, which comes when both threads have something to do, or connect again. The end of
     * listening is repeated: a thread that was connecting at the first time, past this call, was not listening yet. That it comes
     * to the call shows that it went on after the failure before.
     */
    private void fails(final String call, final JobStore store, final JobStore other) {
        failing.set(call);
        final AtomicInteger looks = new AtomicInteger();
        Await.until(call + " fails", () -> {
            if (looks.getAndIncrement() % LOOKS_BETWEEN_ENDS == 0) {
                Sql.execute(url, END_OF_LISTENING);
            }
            store.submit(JobRequest.builder("ingest", "{}").build());
            other.submit(JobRequest.builder("ingest", "{}").build());
            return "".equals(failing.get());
        });
    }

    private static void signalsArrive(final Map<JobStore, List<JobSignal>> heard) {
        for (final JobStore from : heard.keySet()) {
            final String type = "t" + java.util.UUID.randomUUID();
            Await.until("both stores hear of a job", () -> {
                from.submit(JobRequest.builder(type, "{}").build());
                return heard.values().stream()
                        .allMatch(signals -> signals.stream()
                                .anyMatch(signal -> signal instanceof JobSignal.Claimable claimable
                                        && claimable.type().equals(type)));
            });
        }
    }
}
