package dev.jobs.spring.autoconfigure.http;

import dev.jobs.Jobs;
import dev.jobs.http.servlet.JobAccess;
import dev.jobs.http.servlet.JobSubmitter;
import dev.jobs.http.servlet.JobsServlet;
import dev.jobs.spring.JobOwner;
import dev.jobs.spring.autoconfigure.store.JobsStoreAutoConfiguration;
import dev.jobs.store.JobStore;
import jakarta.servlet.Servlet;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

/**
 * The servlet at {@code jobs.http.path}, where the application wants it, and a {@link JobSubmitter} that goes with it. By default a job is seen and
 * cancelled by its owner alone, who is the user of Spring Security or whom a {@link JobOwner} names; a {@link JobAccess} bean says otherwise.
 */
@AutoConfiguration(after = JobsStoreAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({Servlet.class, ServletRegistrationBean.class})
@ConditionalOnBean(JobStore.class)
@ConditionalOnProperty(name = "jobs.http.enabled", havingValue = "true", matchIfMissing = true)
@Conditional(HttpWanted.class)
@EnableConfigurationProperties(JobsHttpProperties.class)
public final class JobsHttpAutoConfiguration {
    @Bean
    @ConditionalOnMissingBean
    JobAccess jobAccess(
            final JobsHttpProperties settings, final ObjectProvider<JobOwner> own, final BeanFactory beans) {
        final JobOwner owner = RequestOwner.of(own, beans)
                .orElseThrow(
                        () -> new NoJobAccessException(
                                "Jobs are served over HTTP at " + settings.path()
                                        + ", and nothing says who may see which job: there is neither Spring Security nor a bean for it."));
        JobAccess access = JobAccess.ownedBy(owner::of);
        if (settings.serveLogs()) {
            access = access.withLogs();
        }
        return settings.serveReruns() ? access.withReruns() : access;
    }

    @Bean
    ServletRegistrationBean<JobsServlet> jobsServlet(
            final Jobs jobs,
            final JobAccess access,
            final JobsHttpProperties settings,
            final ObjectProvider<JobOwner> own,
            final BeanFactory beans) {
        final JobsServlet.Builder servlet = settings.servlet(jobs, access);
        if (settings.serveLists()) {
            final JobOwner owner = RequestOwner.of(own, beans)
                    .orElseThrow(
                            () -> new NoJobAccessException("Callers are to list their own jobs at " + settings.path()
                                    + " (jobs.http.serve-lists), and nothing says on whose behalf a request comes."));
            servlet.listFor(owner::of);
        }
        final ServletRegistrationBean<JobsServlet> registration =
                new ServletRegistrationBean<>(servlet.build(), settings.path() + "/*");
        registration.setName("jobs");
        // Or polls would not be held, nor streams stay open.
        registration.setAsyncSupported(true);
        return registration;
    }

    @Bean
    ServletLifecycle jobsServletLifecycle(final ServletRegistrationBean<JobsServlet> jobsServlet) {
        return new ServletLifecycle(jobsServlet.getServlet());
    }

    @Bean
    @ConditionalOnMissingBean
    JobSubmitter jobSubmitter(final Jobs jobs, final JobAccess access, final JobsHttpProperties settings) {
        JobSubmitter submitter = new JobSubmitter(jobs, access, settings.path());
        if (settings.serveLogs()) {
            submitter = submitter.linkingLogs();
        }
        return settings.trustForwardedHost() ? submitter.trustingForwardedHost() : submitter;
    }
}
