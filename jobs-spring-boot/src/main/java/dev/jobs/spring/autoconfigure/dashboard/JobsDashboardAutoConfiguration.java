package dev.jobs.spring.autoconfigure.dashboard;

import dev.jobs.dashboard.DashboardAccess;
import dev.jobs.dashboard.DashboardListener;
import dev.jobs.dashboard.DashboardServlet;
import dev.jobs.spring.autoconfigure.store.JobsStoreAutoConfiguration;
import dev.jobs.store.JobStore;
import jakarta.servlet.Servlet;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ImportRuntimeHints;

/**
 * The operators' page at {@code jobs.dashboard.path}, if that is set. Who may see and do what is said by the roles in the settings, or by a
 * {@link DashboardAccess} bean; {@link DashboardListener} beans are told of each action.
 */
@AutoConfiguration(after = JobsStoreAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({Servlet.class, ServletRegistrationBean.class})
@ConditionalOnBean(JobStore.class)
@ConditionalOnProperty("jobs.dashboard.path")
@EnableConfigurationProperties(JobsDashboardProperties.class)
@ImportRuntimeHints(DashboardFileHints.class)
public final class JobsDashboardAutoConfiguration {
    @Bean
    @ConditionalOnMissingBean
    DashboardAccess dashboardAccess(final JobsDashboardProperties settings) {
        if (!settings.hasRoles()) {
            throw new InvalidConfigurationPropertyValueException(
                    "jobs.dashboard.path",
                    settings.path(),
                    "Nothing says who may see the dashboard: set jobs.dashboard.view-roles or jobs.dashboard.operate-roles, or"
                            + " declare a bean of type dev.jobs.dashboard.DashboardAccess.");
        }
        return settings.byRole();
    }

    @Bean
    ServletRegistrationBean<DashboardServlet> jobsDashboard(
            final JobStore store,
            final DashboardAccess access,
            final JobsDashboardProperties settings,
            final ObjectProvider<DashboardListener> listeners) {
        final DashboardServlet.Builder servlet = DashboardServlet.builder(store, access)
                .listener(action -> listeners.orderedStream().forEach(listener -> listener.onAction(action)))
                .ownersLink(settings::linkOf);
        Optional.ofNullable(settings.lateAfter()).ifPresent(servlet::lateAfter);
        if (settings.trustForwardedHost()) {
            servlet.trustForwardedHost();
        }
        final ServletRegistrationBean<DashboardServlet> registration =
                new ServletRegistrationBean<>(servlet.build(), settings.path() + "/*");
        registration.setName("jobs-dashboard");
        return registration;
    }
}
