package dev.jobs.spring.autoconfigure.http;

import dev.jobs.http.servlet.JobAccess;
import dev.jobs.spring.JobOwner;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;

/** Holds where the application says that its jobs are served over HTTP, by the property or by a bean that says who may see them. */
final class HttpWanted extends AnyNestedCondition {
    HttpWanted() {
        super(ConfigurationPhase.REGISTER_BEAN);
    }

    @ConditionalOnProperty(name = "jobs.http.enabled", havingValue = "true")
    static final class ByProperty {}

    @ConditionalOnBean(JobAccess.class)
    static final class ByAccess {}

    @ConditionalOnBean(JobOwner.class)
    static final class ByOwner {}
}
