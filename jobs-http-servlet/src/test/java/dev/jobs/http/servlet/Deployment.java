package dev.jobs.http.servlet;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where a servlet is put in a container.
 *
 * @param servlet the servlet
 * @param contextPath the path of its web application; empty for the root
 * @param mapping what it is mapped to within it
 * @param others other servlets of the web application, by what they are mapped to
 * @param filter stands before it, without support for asynchronous requests
 */
record Deployment(
        HttpServlet servlet,
        String contextPath,
        String mapping,
        Map<String, HttpServlet> others,
        Optional<Filter> filter) {
    static Deployment of(final HttpServlet servlet) {
        return new Deployment(servlet, "", "/jobs/*", Map.of(), Optional.empty());
    }

    Deployment at(final String context, final String pattern) {
        return new Deployment(servlet, context, pattern, others, filter);
    }

    Deployment behind(final Filter first) {
        return new Deployment(servlet, contextPath, mapping, others, Optional.of(first));
    }

    Deployment and(final String pattern, final HttpServlet other) {
        final Map<String, HttpServlet> more = new HashMap<>(others);
        more.put(pattern, other);
        return new Deployment(servlet, contextPath, mapping, more, filter);
    }
}
