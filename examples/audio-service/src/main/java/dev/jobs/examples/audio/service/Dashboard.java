package dev.jobs.examples.audio.service;

import dev.jobs.dashboard.DashboardAccess;
import dev.jobs.dashboard.DashboardServlet;
import dev.jobs.store.JobStore;
import java.net.URI;
import java.util.Optional;

/** The extent to which whoever reaches the service may use its operators' page. The service has no login. */
enum Dashboard {
    /** There is none. */
    OFF,

    /** Everybody may look. */
    VIEW,

    /** Everybody may look and act: for a service that only its own machine reaches. */
    OPERATE;

    /** The path that it is mapped to. */
    static final String PATH = "/dashboard";

    /** The page; empty: there is none. */
    Optional<DashboardServlet> servlet(final JobStore store) {
        return switch (this) {
            case OFF -> Optional.empty();
            case VIEW -> Optional.of(servlet(store, DashboardAccess.readOnly(request -> true)));
            case OPERATE -> Optional.of(servlet(store, DashboardAccess.everything(request -> true)));
        };
    }

    private static DashboardServlet servlet(final JobStore store, final DashboardAccess access) {
        return DashboardServlet.builder(store, access)
                .ownersLink(job -> Optional.of(URI.create("../job.html?id=" + job.id())))
                .build();
    }
}
