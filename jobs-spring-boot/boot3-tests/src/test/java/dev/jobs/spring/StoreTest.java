package dev.jobs.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.Jobs;
import dev.jobs.spring.autoconfigure.store.JobsStoreAutoConfiguration;
import dev.jobs.store.ForwardingJobStore;
import dev.jobs.store.JobStore;
import dev.jobs.store.JobStoreClosedException;
import dev.jobs.store.JobStores;
import dev.jobs.store.operations.Limit;
import dev.jobs.store.operations.LimitUse;
import dev.jobs.store.operations.StartRate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** The place where jobs are kept. */
@ExtendWith(OutputCaptureExtension.class)
class StoreTest {
    private static final String JOBS_IN_IT = "select count(*) from jobs_job";

    private final ApplicationContextRunner application =
            new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(JobsStoreAutoConfiguration.class));

    @Test
    void isTheDataSourceOfTheApplication() {
        application.withUserConfiguration(OneDataSource.class).run(context -> {
            context.getBean(Jobs.class).submit(request());

            assertThat(new JdbcTemplate(context.getBean(DataSource.class)).queryForObject(JOBS_IN_IT, Long.class))
                    .isEqualTo(1);
        });
    }

    @Test
    void isAtTheUrlThatIsSetEvenIfThereIsADataSource() {
        application
                .withUserConfiguration(OneDataSource.class)
                .withPropertyValues("jobs.store.url=" + newUrl())
                .run(context -> {
                    final JobId id = context.getBean(Jobs.class).submit(request());

                    assertThat(context.getBean(JobStore.class).find(id)).isPresent();
                    assertThatThrownBy(() -> new JdbcTemplate(context.getBean(DataSource.class))
                                    .queryForObject(JOBS_IN_IT, Long.class))
                            .rootCause()
                            .hasMessageContaining("JOBS_JOB");
                });
    }

    @Test
    void isInMemoryIfThatIsAskedFor() {
        application.withPropertyValues("jobs.store.url=memory:").run(context -> {
            final JobId id = context.getBean(Jobs.class).submit(request());

            assertThat(context.getBean(Jobs.class).find(id)).isPresent();
        });
    }

    @Test
    void hasTheDefaultLimitsOfTheSettings() {
        application
                .withPropertyValues(
                        "jobs.store.url=memory:",
                        "jobs.limits[0].name=user:*",
                        "jobs.limits[0].at-once=1",
                        "jobs.limits[0].message=one after the other",
                        "jobs.limits[1].name=partner-api",
                        "jobs.limits[1].starts=10",
                        "jobs.limits[1].period=1s",
                        "jobs.limits[1].burst=3")
                .run(context -> assertThat(context.getBean(JobStore.class).limits())
                        .allSatisfy(use -> assertThat(use.source()).isEqualTo(LimitUse.Source.CODE))
                        .extracting(LimitUse::limit)
                        .containsExactly(
                                Limit.builder("partner-api")
                                        .rate(new StartRate(10, Duration.ofSeconds(1), 3))
                                        .build(),
                                Limit.builder("user:*")
                                        .atOnce(1)
                                        .message("one after the other")
                                        .build()));
    }

    @Test
    void keepsWhatAnOperatorHasSetInThePlaceOfADefaultLimit() {
        final Limit ofOperator = Limit.atOnce("encoder", 7);
        application
                .withPropertyValues(
                        "jobs.store.url=" + newUrl(), "jobs.limits[0].name=encoder", "jobs.limits[0].at-once=3")
                .run(first -> {
                    first.getBean(JobStore.class).setLimit(ofOperator);

                    application
                            .withPropertyValues(
                                    "jobs.store.url=" + first.getEnvironment().getRequiredProperty("jobs.store.url"),
                                    "jobs.limits[0].name=encoder",
                                    "jobs.limits[0].at-once=3")
                            .run(second -> assertThat(
                                            second.getBean(JobStore.class).limits())
                                    .extracting(LimitUse::limit)
                                    .containsExactly(ofOperator));
                });
    }

    @ParameterizedTest
    @CsvSource({
        "jobs.limits[0].at-once=1, jobs.limits[0] cannot be used: it has no name",
        "jobs.limits[0].name=encoder, limits nothing",
        "jobs.limits[0].name=encoder jobs.limits[0].at-once=-1, but not -1",
        "jobs.limits[0].name=encoder jobs.limits[0].starts=5, a rate has both starts and a period",
        "jobs.limits[0].name=a jobs.limits[0].at-once=1 jobs.limits[1].name=a jobs.limits[1].at-once=2,"
                + " jobs.limits[1] cannot be used: there is another limit",
    })
    void aDefaultLimitThatCannotBeUsedFailsTheStartAndSaysWhichAndWhy(
            final String properties, final String words, final CapturedOutput output) {
        final List<String> arguments = new ArrayList<>(List.of(properties.split(" ")));
        arguments.replaceAll(property -> "--" + property);
        arguments.add("--jobs.store.url=memory:");
        arguments.add("--spring.main.web-application-type=none");

        assertThatThrownBy(() -> new SpringApplicationBuilder(Nothing.class)
                        .properties("spring.autoconfigure.exclude=" + DATA_SOURCES)
                        .run(arguments.toArray(String[]::new)))
                .isNotNull();

        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("Give it a name and at-once")
                .contains(words);
    }

    @Test
    void isNeverChosenWithoutAWordOfTheApplication(final CapturedOutput output) {
        assertThatThrownBy(() -> new SpringApplicationBuilder(Nothing.class)
                        .properties("spring.autoconfigure.exclude=" + DATA_SOURCES)
                        .run("--spring.main.web-application-type=none"))
                .isNotNull();

        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("There is no place to keep jobs in")
                .contains("spring.datasource.url")
                .contains("jobs.store.url")
                .contains("memory:");
    }

    @Test
    void isOneOfSeveralDataSourcesByItsName() {
        application
                .withUserConfiguration(TwoDataSources.class)
                .withPropertyValues("jobs.store.data-source=second")
                .run(context -> {
                    context.getBean(Jobs.class).submit(request());

                    assertThat(new JdbcTemplate(context.getBean("second", DataSource.class))
                                    .queryForObject(JOBS_IN_IT, Long.class))
                            .isEqualTo(1);
                });
    }

    @Test
    void isThePrimaryOneOfSeveralDataSources() {
        application
                .withUserConfiguration(TwoDataSources.class, APrimaryOne.class)
                .run(context -> {
                    context.getBean(Jobs.class).submit(request());

                    assertThat(new JdbcTemplate(context.getBean("third", DataSource.class))
                                    .queryForObject(JOBS_IN_IT, Long.class))
                            .isEqualTo(1);
                });
    }

    @Test
    void isNotGuessedAmongSeveralDataSources() {
        application
                .withUserConfiguration(TwoDataSources.class)
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("several DataSource beans, first, second"));
    }

    @Test
    void isNotGuessedFromAWrongName() {
        application
                .withUserConfiguration(TwoDataSources.class)
                .withPropertyValues("jobs.store.data-source=frist")
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasMessageContaining("\"frist\"")
                        .hasMessageContaining("[first, second]"));
    }

    @Test
    void isOneStoreAlone() {
        application
                .withUserConfiguration(OneDataSource.class)
                .withPropertyValues("jobs.store.data-source=dataSource", "jobs.store.url=memory:")
                .run(context -> assertThat(context).getFailure().hasMessageContaining("Both jobs.store.url and"));
    }

    @Test
    void saysWhatItsDatabaseLacks(final CapturedOutput output) {
        assertThatThrownBy(() -> new SpringApplicationBuilder(Nothing.class)
                        .run(
                                "--spring.main.web-application-type=none",
                                "--spring.datasource.url=" + newUrl() + ";IGNORECASE=TRUE"))
                .isNotNull();

        assertThat(output).contains("APPLICATION FAILED TO START").contains("leave IGNORECASE out");
    }

    @Test
    void makesNoTablesWhereItIsToCheckThem() {
        application
                .withUserConfiguration(OneDataSource.class)
                .withPropertyValues("jobs.store.schema=check")
                .run(context -> assertThat(context).getFailure().rootCause().hasMessageContaining("table"));
    }

    @Test
    void takesNoPayloadAboveItsLimit() {
        application
                .withPropertyValues("jobs.store.url=memory:", "jobs.store.max-payload=1KB")
                .run(context -> assertThatThrownBy(() -> context.getBean(Jobs.class)
                                .submit(JobRequest.builder("ingest", "\"" + "x".repeat(2_000) + "\"")
                                        .build()))
                        .hasMessageContaining("1024 are taken"));
    }

    @Test
    void isClosedBeforeTheDataSource() {
        final List<JobStore> stores = new ArrayList<>();
        final List<Throwable> atTheClose = new ArrayList<>();
        application
                .withBean(
                        "dataSource",
                        ClosedDataSource.class,
                        () -> new ClosedDataSource(() -> atTheClose.add(
                                catchThrowable(() -> stores.get(0).find(JobId.random())))))
                .run(context -> stores.add(context.getBean(JobStore.class)));

        assertThat(atTheClose).singleElement().isInstanceOf(JobStoreClosedException.class);
    }

    @Test
    void isTheApplicationsOwnBeanIfItHasOne() {
        application
                .withUserConfiguration(OneDataSource.class, AStoreOfItsOwn.class)
                .run(context -> assertThat(context).getBean(JobStore.class).isSameAs(context.getBean("mine")));
    }

    @Test
    void isDecoratedInOrder() {
        application
                .withUserConfiguration(OneDataSource.class, Decorators.class)
                .run(context -> assertThat(context.getBean(JobStore.class)).hasToString("outer of inner"));
    }

    @Test
    void isOpenedWhenTheScriptsOfTheDatabaseHaveRun() {
        try (var context = new SpringApplicationBuilder(LooksForTheScriptsTable.class)
                .run(
                        "--spring.main.web-application-type=none",
                        "--spring.datasource.url=" + newUrl(),
                        "--spring.sql.init.mode=always",
                        "--spring.sql.init.schema-locations=classpath:made-by-script.sql")) {
            assertThat(context.getBean(Jobs.class)).isNotNull();
        }
    }

    private static final String DATA_SOURCES =
            "org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration,"
                    + "org.springframework.boot.autoconfigure.orm.jpa.HibernateJpaAutoConfiguration,"
                    + "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration,"
                    + "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration,"
                    + "org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration";

    private static JobRequest request() {
        return JobRequest.builder("ingest", "{}").build();
    }

    static String newUrl() {
        return "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
    }

    static DataSource newDataSource() {
        final JdbcDataSource dataSource = new JdbcDataSource();
        dataSource.setUrl(newUrl());
        return dataSource;
    }

    @Configuration
    @EnableAutoConfiguration
    static class Nothing {}

    @Configuration
    static class OneDataSource {
        @Bean
        DataSource dataSource() {
            return newDataSource();
        }
    }

    @Configuration
    static class TwoDataSources {
        @Bean
        DataSource first() {
            return newDataSource();
        }

        @Bean
        DataSource second() {
            return newDataSource();
        }
    }

    @Configuration
    static class APrimaryOne {
        @Bean
        @Primary
        DataSource third() {
            return newDataSource();
        }
    }

    @Configuration
    static class AStoreOfItsOwn {
        @Bean
        JobStore mine() {
            return JobStores.open("memory:");
        }
    }

    @Configuration
    static class Decorators {
        @Bean
        @Order(2)
        JobStoreDecorator outer() {
            return store -> new Named("outer of " + store, store);
        }

        @Bean
        @Order(1)
        JobStoreDecorator inner() {
            return store -> new Named("inner", store);
        }
    }

    @Configuration
    @EnableAutoConfiguration
    static class LooksForTheScriptsTable {
        @Bean
        JobStoreDecorator look(final DataSource dataSource) {
            // Not a bean: it would wait for the scripts by itself.
            final JdbcTemplate jdbc = new JdbcTemplate(dataSource);
            return store -> {
                assertThat(jdbc.queryForObject("select count(*) from made_by_script", Long.class))
                        .isZero();
                return store;
            };
        }
    }

    private static final class Named extends ForwardingJobStore {
        private final String name;

        private Named(final String name, final JobStore store) {
            super(store);
            this.name = name;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static final class ClosedDataSource extends DelegatingDataSource implements AutoCloseable {
        private final Runnable onClose;

        private ClosedDataSource(final Runnable onClose) {
            super(newDataSource());
            this.onClose = onClose;
        }

        @Override
        public void close() {
            onClose.run();
        }
    }
}
