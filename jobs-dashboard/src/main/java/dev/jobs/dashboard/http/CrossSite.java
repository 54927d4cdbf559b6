package dev.jobs.dashboard.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Tells requests for an action that the page itself did not send. The page sends a header with each, which no form can send and no
 * script of another site without the service's leave; and what the browser says of the request's origin must not speak against it, in
 * case a filter before the servlet gives that leave to everybody.
 */
public enum CrossSite {
    /** By the host that this server was asked for. */
    BY_HOST,

    /** By the host that this server was asked for, or the one that a proxy before it names in {@code X-Forwarded-Host}. */
    BY_FORWARDED_HOST;

    /** The header that the page sends with each action. */
    public static final String HEADER = "X-Jobs-Dashboard";

    private static final Pattern SCHEME = Pattern.compile("^https?://");
    private static final Pattern USUAL_PORT = Pattern.compile(":(?:80|443)$");

    /** True if the request may have been sent by another site. */
    public boolean isSuspected(final HttpServletRequest request) {
        if (request.getHeader(HEADER) == null) {
            return true;
        }
        final Optional<String> site = Optional.ofNullable(request.getHeader("Sec-Fetch-Site"));
        if (site.isPresent()) {
            return !site.get().equals("same-origin");
        }
        final Optional<String> origin = Optional.ofNullable(request.getHeader("Origin"));
        return origin.isPresent()
                && !hosts(request).contains(host(SCHEME.matcher(origin.get()).replaceFirst("")));
    }

    private List<String> hosts(final HttpServletRequest request) {
        final List<String> hosts = new ArrayList<>();
        Optional.ofNullable(request.getHeader("Host")).map(CrossSite::host).ifPresent(hosts::add);
        if (this == BY_FORWARDED_HOST) {
            Optional.ofNullable(request.getHeader("X-Forwarded-Host"))
                    .map(value -> host(value.split(",", 2)[0]))
                    .ifPresent(hosts::add);
        }
        return hosts;
    }

    // A browser leaves the usual port out of an origin; a proxy may say it.
    private static String host(final String host) {
        return USUAL_PORT.matcher(host.strip().toLowerCase(Locale.ROOT)).replaceFirst("");
    }
}
