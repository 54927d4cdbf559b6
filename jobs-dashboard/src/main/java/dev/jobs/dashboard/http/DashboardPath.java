package dev.jobs.dashboard.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.MappingMatch;
import java.util.List;
import java.util.Optional;

/**
 * The part of a request's path behind the servlet's mapping.
 *
 * @param parts the parts between its slashes; empty: the mapping itself without a slash
 */
public record DashboardPath(List<String> parts) {
    /** The path of a request. One that was not sent as it reads is none of the dashboard's. */
    public static DashboardPath of(final HttpServletRequest request) {
        final String path = request.getHttpServletMapping().getMappingMatch() == MappingMatch.DEFAULT
                ? request.getServletPath()
                : Optional.ofNullable(request.getPathInfo()).orElse("");
        // What is behind the mapping is decoded, normalised and without parameters. No path here needs any of that.
        if (!request.getRequestURI().endsWith(path)) {
            throw Refusal.notFound("Not found");
        }
        return new DashboardPath(
                path.isEmpty() ? List.of() : List.of(path.substring(1).split("/", -1)));
    }

    /**
     * The address of the page from here, for a request of the mapping without its last slash: the page's files are found beside it.
     * It is relative, so that it is right behind every proxy.
     */
    public static String withSlash(final HttpServletRequest request) {
        final String uri = request.getRequestURI();
        final String query = Optional.ofNullable(request.getQueryString())
                .map(text -> "?" + text)
                .orElse("");
        return "./" + uri.substring(uri.lastIndexOf('/') + 1) + "/" + query;
    }
}
