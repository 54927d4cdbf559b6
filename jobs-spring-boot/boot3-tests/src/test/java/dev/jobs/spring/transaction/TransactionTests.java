package dev.jobs.spring.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobs.JobId;
import dev.jobs.JobQuery;
import dev.jobs.JobRequest;
import dev.jobs.JobSignal;
import dev.jobs.store.IdempotencyConflictException;
import dev.jobs.store.JobStore;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.PlatformTransactionManager;

/** Submissions within transactions of an application whose transaction manager is JPA's, on each database. */
abstract class TransactionTests {
    private static final JobSignal HEARD = new JobSignal.Claimable(JobRequest.DEFAULT_QUEUE, "report");

    private final Set<JobSignal> heard = ConcurrentHashMap.newKeySet();
    private ConfigurableApplicationContext context;
    private JobStore store;
    private OrderService orders;

    /** The URL, user and password of an empty database. */
    abstract String newUrl();

    @BeforeEach
    final void start() {
        context = new SpringApplicationBuilder(OrderApplication.class)
                .run(
                        "--spring.main.web-application-type=none",
                        "--spring.datasource.url=" + newUrl(),
                        "--spring.jpa.hibernate.ddl-auto=create");
        store = context.getBean(JobStore.class);
        orders = context.getBean(OrderService.class);
        store.subscribe(heard::add);
    }

    @AfterEach
    final void stop() {
        context.close();
    }

    @Test
    final void theTransactionsAreThoseOfJpa() {
        assertThat(context.getBean(PlatformTransactionManager.class).getClass().getSimpleName())
                .isEqualTo("JpaTransactionManager");
    }

    @Test
    final void aJobCommitsWithTheEntityAndIsHeardOfThen() {
        final JobId id = orders.order("book", request(), () -> {
            assertThat(store.list(JobQuery.all())).isEmpty();
            assertThat(heard).isEmpty();
        });

        assertThat(store.find(id)).isPresent();
        assertThat(orders.count()).isEqualTo(1);
        Waiting.until("the commit was heard of", () -> heard.contains(HEARD));
    }

    @Test
    final void aJobVanishesWithTheEntity() {
        assertThatThrownBy(() -> orders.order("book", request(), () -> {
                    throw new IllegalStateException("on purpose");
                }))
                .hasMessage("on purpose");

        assertThat(store.list(JobQuery.all())).isEmpty();
        assertThat(orders.count()).isZero();
        store.submit(JobRequest.builder("marker", "{}").build());
        Waiting.until(
                "the marker was heard of",
                () -> heard.contains(new JobSignal.Claimable(JobRequest.DEFAULT_QUEUE, "marker")));
        assertThat(heard).doesNotContain(HEARD);
    }

    @Test
    final void aTransactionOfItsOwnWithinAnotherIsJoinedAlone() {
        assertThatThrownBy(() -> orders.order("book", request(), () -> {
                    orders.orderApart("pen", request());
                    throw new IllegalStateException("on purpose");
                }))
                .hasMessage("on purpose");

        assertThat(store.list(JobQuery.all())).hasSize(1);
        assertThat(orders.count()).isEqualTo(1);
    }

    @Test
    final void aTransactionThatOnlyReadsRefusesTheJob() {
        assertThatThrownBy(() -> orders.orderWhileReading(request()))
                .isInstanceOf(IllegalTransactionStateException.class)
                .hasMessageContaining("read-only");

        assertThat(store.list(JobQuery.all())).isEmpty();
    }

    @Test
    final void aKeyThatIsTakenLeavesTheTransactionOfUse() {
        store.submit(JobRequest.builder("report", "{\"other\":1}")
                .idempotencyKey("k")
                .build());

        final boolean conflict = orders.orderIfNew("book", keyed("k"));

        assertThat(conflict).isTrue();
        assertThat(orders.count()).isEqualTo(1);
        assertThat(store.list(JobQuery.all())).hasSize(1);
    }

    @Test
    final void aKeyThatIsTakenTakesTheTransactionBackUnlessItIsCaught() {
        store.submit(JobRequest.builder("report", "{\"other\":1}")
                .idempotencyKey("k")
                .build());

        assertThatThrownBy(() -> orders.order("book", keyed("k"), () -> {}))
                .isInstanceOf(IdempotencyConflictException.class);

        assertThat(orders.count()).isZero();
    }

    @Test
    final void aJobOutsideOfAnyTransactionIsStoredAtOnce() {
        final JobId id = store.submit(request());

        assertThat(store.find(id)).isPresent();
        Waiting.until("it was heard of", () -> heard.contains(HEARD));
    }

    private static JobRequest request() {
        return JobRequest.builder("report", "{}").build();
    }

    private static JobRequest keyed(final String key) {
        return JobRequest.builder("report", "{}").idempotencyKey(key).build();
    }
}
