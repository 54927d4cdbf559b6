package dev.jobs.spring.autoconfigure.dashboard;

import dev.jobs.Job;
import dev.jobs.dashboard.DashboardAccess;
import dev.jobs.dashboard.DashboardRight;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * The settings of the operators' page.
 *
 * @param path Path of the page within the application. There is none by default.
 * @param viewRoles Roles of those who may look: at queues, workers, and jobs with their owners, errors and logs.
 * @param operateRoles Roles of those who may look, cancel, rerun and delete jobs, pause queues, types, owners and limit keys, and change limits.
 * @param revealRoles Roles of those who may look, and see payloads, results and attributes.
 * @param ownersLink Address of the page on which its owner watches a job, with {id} in the place of its id, such as /reports/{id}.
 * @param lateAfter Time for which a job may wait before it is shown as late. One minute by default.
 * @param trustForwardedHost Whether a proxy is believed that says in X-Forwarded-Host for which host it was asked.
 */
@ConfigurationProperties("jobs.dashboard")
record JobsDashboardProperties(
        String path,
        @DefaultValue Set<String> viewRoles,
        @DefaultValue Set<String> operateRoles,
        @DefaultValue Set<String> revealRoles,
        @Nullable String ownersLink,
        @Nullable Duration lateAfter,
        @DefaultValue("false") boolean trustForwardedHost) {
    private static final Set<DashboardRight> LOOK = EnumSet.of(DashboardRight.VIEW, DashboardRight.READ_LOG);

    private static final String ID = "{id}";

    JobsDashboardProperties {
        if (ownersLink != null && !isLink(ownersLink)) {
            throw new InvalidConfigurationPropertyValueException(
                    "jobs.dashboard.owners-link",
                    ownersLink,
                    "It is an address with {id} in the place of a job's id, such as /reports/{id}.");
        }
    }

    private static boolean isLink(final String link) {
        try {
            return link.contains(ID) && !URI.create(link.replace(ID, "0")).isOpaque();
        } catch (final IllegalArgumentException e) {
            return false;
        }
    }

    /** The address of the page on which its owner watches a job; empty: there is none. */
    Optional<URI> linkOf(final Job job) {
        return Optional.ofNullable(ownersLink)
                .map(link -> URI.create(link.replace(ID, job.id().toString())));
    }

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
