package dev.jobs.spring.http;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.springframework.stereotype.Component;

/** Knows which requests are held by now, by what they say in {@code Prefer}. */
@Component
class HeldRequests implements Filter {
    private final Set<String> held = ConcurrentHashMap.newKeySet();

    @Override
    public void doFilter(final ServletRequest request, final ServletResponse response, final FilterChain chain)
            throws IOException, ServletException {
        chain.doFilter(request, response);
        if (request.isAsyncStarted()) {
            Optional.ofNullable(((HttpServletRequest) request).getHeader("Prefer"))
                    .ifPresent(held::add);
        }
    }

    void await(final String preference) {
        final long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (!held.contains(preference)) {
            assertThat(System.nanoTime() - end).isNegative();
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }
}
