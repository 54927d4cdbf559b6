package dev.jobs.examples.audio.service;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Lets through requests for files of the audio directory that may be shown, and no others: not a part, not a list. */
final class PublicFilesOnly implements Filter {
    @Override
    public void doFilter(final ServletRequest request, final ServletResponse response, final FilterChain chain)
            throws IOException, ServletException {
        if (request instanceof HttpServletRequest http && response instanceof HttpServletResponse answer) {
            final String path = http.getRequestURI();
            if (!path.startsWith(AudioFiles.BASE_URL)
                    || !AudioFiles.isPublicName(path.substring(AudioFiles.BASE_URL.length()))) {
                Json.sendError(answer, 404, "File not found");
                return;
            }
            // A file never changes under its name: a browser may keep it.
            answer.setHeader("Cache-Control", "private, max-age=86400");
            chain.doFilter(request, response);
        }
    }
}
