package dev.jobs.http.servlet.guide;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

// filter
@WebFilter(
        urlPatterns = {"/jobs/*", "/reports"},
        asyncSupported = true)
public final class LoginFilter extends HttpFilter {
    static Optional<String> user(final HttpServletRequest request) {
        return Optional.ofNullable(request.getSession(false)).map(session -> (String) session.getAttribute("user"));
    }

    @Override
    protected void doFilter(
            final HttpServletRequest request, final HttpServletResponse response, final FilterChain chain)
            throws IOException, ServletException {
        if (user(request).isPresent()) {
            chain.doFilter(request, response);
        } else {
            response.sendError(HttpServletResponse.SC_UNAUTHORIZED);
        }
    }
    // filter end

    private static final long serialVersionUID = 1L;
}
