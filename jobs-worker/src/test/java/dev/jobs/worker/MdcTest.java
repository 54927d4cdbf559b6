package dev.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobId;
import dev.jobs.testing.Await;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.slf4j.helpers.BasicMDCAdapter;
import org.slf4j.spi.MDCAdapter;

class MdcTest extends WorkerTest {
    private static MDCAdapter before = new BasicMDCAdapter();

    /** The logger of these tests has no context of its own. */
    @BeforeAll
    static void keepContexts() throws ReflectiveOperationException {
        before = MDC.getMDCAdapter();
        use(new BasicMDCAdapter());
    }

    @AfterAll
    static void keepThemNoMore() throws ReflectiveOperationException {
        use(before);
    }

    private static void use(final MDCAdapter adapter) throws ReflectiveOperationException {
        final Method set = MDC.class.getDeclaredMethod("setMDCAdapter", MDCAdapter.class);
        set.setAccessible(true);
        set.invoke(null, adapter);
    }

    @Test
    void aHandlerAndItsInterceptorsRunUnderTheNamesOfTheirJob() throws InterruptedException {
        final Map<String, Map<String, String>> seen = new ConcurrentHashMap<>();
        started(worker().interceptor((context, next) -> {
                    seen.put("interceptor", new HashMap<>(MDC.getCopyOfContextMap()));
                    next.proceed();
                })
                .handle(ECHO, context -> {
                    seen.put("handler", new HashMap<>(MDC.getCopyOfContextMap()));
                    return "done";
                }));

        final JobId id = store.submit(ECHO.requestBuilder("x").owner("ada").build());

        finished(id);
        assertThat(seen.get("handler"))
                .isEqualTo(Map.of(
                        "jobId", id.toString(), "jobType", "echo", "attempt", "1", "queue", "default", "owner", "ada"));
        assertThat(seen.get("interceptor")).isEqualTo(seen.get("handler"));
    }

    @Test
    void aThreadHasAfterAJobWhatItHadBefore() throws InterruptedException {
        final List<Map<String, String>> after = new CopyOnWriteArrayList<>();
        started(worker().threads(task -> new Thread(() -> {
                    MDC.put("of", "the factory");
                    task.run();
                    after.add(new HashMap<>(MDC.getCopyOfContextMap()));
                }))
                .handle(ECHO, context -> {
                    assertThat(MDC.get("of")).isEqualTo("the factory");
                    MDC.put("left", "behind");
                    return "done";
                }));

        assertThat(ECHO.result(finished(submit("x")))).contains("done");

        Await.until("the thread's end", () -> !after.isEmpty());
        assertThat(after).containsExactly(Map.of("of", "the factory"));
    }
}
