package dev.jobs.watch.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Tells requests that a browser sends on behalf of another site, and that may carry this site's cookies.
 *
 * <p>A current browser says where a request comes from in {@code Sec-Fetch-Site}; only {@code same-origin}, and
 * {@code none} (the user's own doing), are trusted, for a sibling domain of the same site may be another's. An older
 * browser sends {@code Origin}, whose host and port have to be those that the request was sent to. A client that sends
 * neither is no browser, and carries no cookies that it was not given.
 */
public enum CrossSite {
    /** By the host that this server was asked for. */
    BY_HOST,

    /**
     * By the host that this server or a proxy before it was asked for, as the proxy says in {@code Forwarded} or
     * {@code X-Forwarded-Host}. No other site can make a browser send these.
     */
    BY_FORWARDED_HOST;

    private static final String HTTPS = "https://";
    private static final String HTTP = "http://";

    /** True if a browser may have sent the request with these headers on behalf of another site. */
    public boolean isSuspected(final RequestHeaders request) {
        final Optional<String> site = request.first("Sec-Fetch-Site");
        if (site.isPresent()) {
            return !site.get().equals("same-origin") && !site.get().equals("none");
        }
        final Optional<String> origin = request.first("Origin");
        return origin.isPresent() && hosts(request).stream().noneMatch(host -> isOf(origin.get(), host));
    }

    private List<String> hosts(final RequestHeaders request) {
        final List<String> hosts = new ArrayList<>();
        request.first("Host").ifPresent(hosts::add);
        if (this == BY_FORWARDED_HOST) {
            forwarded(request).ifPresent(hosts::add);
            first(request, "X-Forwarded-Host").ifPresent(host -> {
                hosts.add(host);
                first(request, "X-Forwarded-Port").ifPresent(port -> hosts.add(host + ":" + port));
            });
        }
        return hosts;
    }

    /** The first of what proxies, each in its turn, have put behind one another: what the client itself asked for. */
    private static Optional<String> first(final RequestHeaders request, final String header) {
        return request.first(header).map(values -> values.split(",", 2)[0].strip());
    }

    /** The first {@code host} of {@code Forwarded: for=…;host=example.com;proto=https} (RFC 7239). */
    private static Optional<String> forwarded(final RequestHeaders request) {
        return first(request, "Forwarded").stream()
                .flatMap(element -> List.of(element.split(";", -1)).stream())
                .map(String::strip)
                .filter(pair -> pair.toLowerCase(Locale.ROOT).startsWith("host="))
                .map(pair -> pair.substring("host=".length()).replace("\"", ""))
                .findFirst();
    }

    // Not the scheme: behind a proxy that ends TLS, this side sees http where the browser saw https.
    private static boolean isOf(final String origin, final String host) {
        final String lower = origin.toLowerCase(Locale.ROOT);
        final int authority = lower.indexOf("://");
        return authority >= 0
                && !host.isEmpty()
                && lower.substring(authority + 3).equals(withoutUsualPort(lower, host.toLowerCase(Locale.ROOT)));
    }

    /** A browser leaves the usual port out of an origin; a proxy may say it. */
    private static String withoutUsualPort(final String origin, final String host) {
        if (origin.startsWith(HTTPS) && host.endsWith(":443")) {
            return host.substring(0, host.length() - ":443".length());
        }
        return origin.startsWith(HTTP) && host.endsWith(":80")
                ? host.substring(0, host.length() - ":80".length())
                : host;
    }
}
