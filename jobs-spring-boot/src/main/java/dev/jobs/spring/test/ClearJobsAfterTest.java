package dev.jobs.spring.test;

import dev.jobs.test.TestJobs;
import org.springframework.core.Ordered;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestContextAnnotationUtils;
import org.springframework.test.context.TestExecutionListener;

/** Forgets the jobs of a test with {@link JobsTest} when it is over. */
final class ClearJobsAfterTest implements TestExecutionListener, Ordered {
    /** First after a test, before others close the application. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }

    @Override
    public void afterTestMethod(final TestContext test) {
        if (TestContextAnnotationUtils.hasAnnotation(test.getTestClass(), JobsTest.class)
                && test.hasApplicationContext()) {
            test.getApplicationContext().getBean(TestJobs.class).clear();
        }
    }
}
