package dev.jobs.http.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.Optional;

/**
 * Tells requests that a browser sends on behalf of another site, and that may carry this site's cookies.
 *
 * <p>A current browser says where a request comes from in {@code Sec-Fetch-Site}; only {@code same-origin}, and
 * {@code none} (the user's own doing), are trusted, for a sibling domain of the same site may be another's. An older
 * browser sends {@code Origin}, whose host and port have to be those of {@code Host}. A client that sends neither is
 * no browser, and carries no cookies that it was not given.
 */
final class CrossSite {
    private CrossSite() {}

    static boolean isSuspected(final HttpServletRequest request) {
        final Optional<String> site = Optional.ofNullable(request.getHeader("Sec-Fetch-Site"));
        if (site.isPresent()) {
            return !site.get().equals("same-origin") && !site.get().equals("none");
        }
        return Optional.ofNullable(request.getHeader("Origin"))
                .filter(origin -> !isOf(
                        origin, Optional.ofNullable(request.getHeader("Host")).orElse("")))
                .isPresent();
    }

    // Not the scheme: behind a proxy that ends TLS, this side sees http where the browser saw https.
    private static boolean isOf(final String origin, final String host) {
        final String lower = origin.toLowerCase(Locale.ROOT);
        final int authority = lower.indexOf("://");
        return authority >= 0
                && !host.isEmpty()
                && lower.substring(authority + 3).equals(host.toLowerCase(Locale.ROOT));
    }
}
