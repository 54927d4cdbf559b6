package dev.jobs.spring.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobs.JobId;
import dev.jobs.JobQuery;
import dev.jobs.JobRequest;
import dev.jobs.JobSignal;
import dev.jobs.Subscription;
import dev.jobs.store.IdempotencyConflictException;
import dev.jobs.store.JobStore;
import java.io.IOException;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.PlatformTransactionManager;

/** Submissions within transactions of an application whose transaction manager is JPA's, on each database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TransactionTests {
    private ConfigurableApplicationContext context;
    private JobStore store;
    private OrderService orders;

    /** The type of this test's jobs: signals of another test's may come late. */
    private String type;

    private Set<JobSignal> heard;
    private Subscription subscription;

    /** The URL, user and password of an empty database. */
    abstract String newUrl();

    /** Stops the server of the databases, if there is one. */
    void stopDatabase() throws IOException {}

    @BeforeAll
    final void start() {
        context = new SpringApplicationBuilder(OrderApplication.class)
                .run(
                        "--spring.main.web-application-type=none",
                        "--spring.datasource.url=" + newUrl(),
                        "--spring.jpa.hibernate.ddl-auto=create");
        store = context.getBean(JobStore.class);
        orders = context.getBean(OrderService.class);
    }

    @BeforeEach
    final void subscribe() {
        type = "report-" + UUID.randomUUID();
        heard = ConcurrentHashMap.newKeySet();
        subscription = store.subscribe(heard::add);
    }

    @AfterEach
    final void empty() {
        subscription.close();
        final JdbcTemplate database = new JdbcTemplate(context.getBean(DataSource.class));
        database.update("delete from jobs_job");
        database.update("delete from placed_order");
    }

    @AfterAll
    final void stop() throws IOException {
        context.close();
        stopDatabase();
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
        Waiting.until("the commit was heard of", () -> heard.contains(claimable()));
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
        assertThat(heard).doesNotContain(claimable());
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
        store.submit(
                JobRequest.builder(type, "{\"other\":1}").idempotencyKey("k").build());

        final boolean conflict = orders.orderIfNew("book", keyed("k"));

        assertThat(conflict).isTrue();
        assertThat(orders.count()).isEqualTo(1);
        assertThat(store.list(JobQuery.all())).hasSize(1);
    }

    @Test
    final void aKeyThatIsTakenTakesTheTransactionBackUnlessItIsCaught() {
        store.submit(
                JobRequest.builder(type, "{\"other\":1}").idempotencyKey("k").build());

        assertThatThrownBy(() -> orders.order("book", keyed("k"), () -> {}))
                .isInstanceOf(IdempotencyConflictException.class);

        assertThat(orders.count()).isZero();
    }

    @Test
    final void aJobOutsideOfAnyTransactionIsStoredAtOnce() {
        final JobId id = store.submit(request());

        assertThat(store.find(id)).isPresent();
        Waiting.until("it was heard of", () -> heard.contains(claimable()));
    }

    private JobSignal claimable() {
        return new JobSignal.Claimable(JobRequest.DEFAULT_QUEUE, type);
    }

    private JobRequest request() {
        return JobRequest.builder(type, "{}").build();
    }

    private JobRequest keyed(final String key) {
        return JobRequest.builder(type, "{}").idempotencyKey(key).build();
    }
}
