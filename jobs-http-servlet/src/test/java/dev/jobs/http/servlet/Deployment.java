package dev.jobs.http.servlet;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import java.util.Optional;

/**
 * Where a servlet is put in a container.
 *
 * @param servlet the servlet
 * @param contextPath the path of its web application; empty for the root
 * @param mapping what it is mapped to within it
 * @param filter stands before it, without support for asynchronous requests
 */
record Deployment(HttpServlet servlet, String contextPath, String mapping, Optional<Filter> filter) {
    static Deployment of(final HttpServlet servlet) {
        return new Deployment(servlet, "", "/jobs/*", Optional.empty());
    }

    Deployment at(final String context, final String pattern) {
        return new Deployment(servlet, context, pattern, filter);
    }

    Deployment behind(final Filter first) {
        return new Deployment(servlet, contextPath, mapping, Optional.of(first));
    }
}
