package dev.jobs.dashboard;

import dev.jobs.Job;
import dev.jobs.store.JobStore;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The code of docs/dashboard.md. */
final class PageExample {
    private PageExample() {}

    // servlet
    static DashboardServlet dashboard(JobStore store) {
        return DashboardServlet.builder(store, DashboardAccess.readOnly(request -> request.isUserInRole("support")))
                .build();
    }

    // servlet end

    // access
    static final class OperatorAccess implements DashboardAccess {
        @Override
        public Set<DashboardRight> rights(HttpServletRequest request) {
            if (request.isUserInRole("operator")) {
                return EnumSet.complementOf(EnumSet.of(DashboardRight.REVEAL));
            }
            return request.isUserInRole("support")
                    ? EnumSet.of(DashboardRight.VIEW, DashboardRight.READ_LOG, DashboardRight.CANCEL)
                    : EnumSet.noneOf(DashboardRight.class);
        }

        @Override
        public boolean goesFor(HttpServletRequest request, DashboardRight right, Job job) {
            return right == DashboardRight.VIEW || !job.type().equals("payout") || request.isUserInRole("operator");
        }
    }

    // access end

    // audit
    static final class AuditLog implements DashboardListener {
        private static final Logger AUDIT = LoggerFactory.getLogger("audit");

        @Override
        public void onAction(DashboardAction action) {
            AUDIT.info(
                    "{} {} {}: {}",
                    action.user().orElse("somebody"),
                    action.right().wireName(),
                    action.subject(),
                    action.outcome());
        }
    }

    // audit end

    // options
    static DashboardServlet withAll(JobStore store) {
        return DashboardServlet.builder(store, new OperatorAccess())
                .listener(new AuditLog())
                .lateAfter(Duration.ofMinutes(5))
                .ownersLink(job -> Optional.of(URI.create("/reports/" + job.id())))
                .build();
    }
    // options end
}
