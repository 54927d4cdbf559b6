package dev.jobs.spring.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobRequest;
import dev.jobs.JobStatus;
import dev.jobs.Jobs;
import dev.jobs.spring.JobHandler;
import dev.jobs.test.TestJobs;
import org.junit.jupiter.api.Test;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.annotation.Transactional;

/** A handler whose methods begin transactions, and whose bean is a proxy for that. */
@JobsTest
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = "spring.datasource.url=jdbc:h2:mem:transactional-handler;DB_CLOSE_DELAY=-1")
class TransactionalHandlerTest {
    /** The application. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {
        @Bean
        Bookings bookings(final JdbcTemplate jdbc) {
            return new Bookings(jdbc);
        }
    }

    /** The work. */
    static class Bookings {
        private final JdbcTemplate jdbc;

        Bookings(final JdbcTemplate jdbc) {
            this.jdbc = jdbc;
        }

        @Transactional
        @JobHandler("book")
        public void book(final int seats) {
            jdbc.update("insert into booking values (?)", seats);
            if (seats > 9) {
                throw new IllegalStateException("too many seats");
            }
        }
    }

    @Test
    void aFailureRollsBackItsTransactionAndASuccessCommitsIt(
            @Autowired final TestJobs test,
            @Autowired final Jobs jobs,
            @Autowired final JdbcTemplate jdbc,
            @Autowired final Bookings bookings) {
        jdbc.execute("create table booking (seats int)");
        jobs.submit(JobRequest.builder("book", "12").maxAttempts(1).build());
        jobs.submit(JobRequest.builder("book", "3").build());

        assertThat(AopUtils.isCglibProxy(bookings)).isTrue();
        assertThat(test.runDue())
                .extracting(run -> run.job().status())
                .containsExactly(JobStatus.FAILED, JobStatus.COMPLETE);
        assertThat(jdbc.queryForList("select seats from booking", Integer.class))
                .containsExactly(3);
    }
}
