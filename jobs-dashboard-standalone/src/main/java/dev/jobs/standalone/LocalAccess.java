package dev.jobs.standalone;

import dev.jobs.dashboard.DashboardAccess;
import dev.jobs.dashboard.DashboardRight;
import jakarta.servlet.http.HttpServletRequest;
import java.util.EnumSet;
import java.util.Set;

/**
 * Gives rights to requests for this machine by its own name. A page of another site, whose name its owner lets lead to this machine,
 * makes a browser ask for that name.
 */
record LocalAccess(Options.Mode mode) implements DashboardAccess {
    private static final Set<String> NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

    @Override
    public Set<DashboardRight> rights(final HttpServletRequest request) {
        if (!NAMES.contains(request.getServerName())) {
            return EnumSet.noneOf(DashboardRight.class);
        }
        return mode == Options.Mode.OPERATE
                ? EnumSet.allOf(DashboardRight.class)
                : EnumSet.of(DashboardRight.VIEW, DashboardRight.READ_LOG);
    }
}
