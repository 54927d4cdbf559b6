package dev.jobs.spring.test;

import dev.jobs.spring.autoconfigure.json.JobsJsonAutoConfiguration;
import dev.jobs.spring.autoconfigure.store.JobsStoreAutoConfiguration;
import dev.jobs.spring.autoconfigure.store.TestStoreConfiguration;
import dev.jobs.spring.autoconfigure.worker.JobsWorkerAutoConfiguration;
import dev.jobs.spring.autoconfigure.worker.TestWorkerConfiguration;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.annotation.Import;

/**
 * A test of a Spring application whose jobs run when the test says so, on its own thread and by a clock that it moves. It stands beside
 * {@code SpringBootTest} or one of Spring Boot's test slices, and needs {@code jobs-test}.
 *
 * <p>{@link dev.jobs.test.TestJobs} is a bean then: it has the application's handlers, interceptors, listeners and worker settings. Its store
 * in memory is the application's {@code Jobs} and {@code JobStore}; another bean of that type is passed over. No worker starts. After each test
 * the jobs and faked commands are forgotten, since tests share an application; the clock stays where it is.
 *
 * <p>A submission within a transaction is known as such, but memory has no transactions: the job is there at once, and stays after a rollback.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Import({TestStoreConfiguration.class, TestWorkerConfiguration.class})
@ImportAutoConfiguration({
    JobsJsonAutoConfiguration.class,
    JobsStoreAutoConfiguration.class,
    JobsWorkerAutoConfiguration.class
})
public @interface JobsTest {}
