package dev.jobs.spring.autoconfigure.dashboard;

import dev.jobs.dashboard.DashboardAccess;
import dev.jobs.dashboard.DashboardRight;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of the operators' page.
 *
 * @param path Path of the page within the application. There is none by default.
 * @param viewRoles Roles of those who may look: at queues, workers, and jobs with their owners, errors and logs.
 * @param operateRoles Roles of those who may look, cancel, rerun and delete jobs, pause queues, types, owners and limit keys, and change limits.
 * @param revealRoles Roles of those who may look, and see payloads, results and attributes.
 * @param lateAfter Time for which a job may wait before it is shown as late. One minute by default.
 * @param trustForwardedHost Whether a proxy is believed that says in X-Forwarded-Host for which host it was asked.
 */
@ConfigurationProperties("jobs.dashboard")
record JobsDashboardProperties(
        String path,
        @DefaultValue Set<String> viewRoles,
        @DefaultValue Set<String> operateRoles,
        @DefaultValue Set<String> revealRoles,
        @Nullable Duration lateAfter,
        @DefaultValue("false") boolean trustForwardedHost) {
    private static final Set<DashboardRight> LOOK = EnumSet.of(DashboardRight.VIEW, DashboardRight.READ_LOG);

    boolean hasRoles() {
        return !viewRoles.isEmpty() || !operateRoles.isEmpty() || !revealRoles.isEmpty();
    }

    /** The rights that the roles of a request's user give. */
    DashboardAccess byRole() {
        return request -> {
            final Set<DashboardRight> rights = EnumSet.noneOf(DashboardRight.class);
            if (viewRoles.stream().anyMatch(request::isUserInRole)) {
                rights.addAll(LOOK);
            }
            if (operateRoles.stream().anyMatch(request::isUserInRole)) {
                rights.addAll(EnumSet.complementOf(EnumSet.of(DashboardRight.REVEAL)));
            }
            if (revealRoles.stream().anyMatch(request::isUserInRole)) {
                rights.addAll(LOOK);
                rights.add(DashboardRight.REVEAL);
            }
            return rights;
        };
    }
}
