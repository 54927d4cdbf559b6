package dev.jobs.spring.autoconfigure.http;

import dev.jobs.spring.JobOwner;
import java.security.Principal;
import java.util.Optional;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;

/** Finds out by whom an application says on whose behalf a request comes. */
final class RequestOwner {
    /** The name of the bean that Spring Security has wherever it protects requests. */
    private static final String SECURITY = "springSecurityFilterChain";

    private RequestOwner() {}

    /** The application's own bean, or Spring Security, which hides anonymous users; empty if there is neither. */
    static Optional<JobOwner> of(final ObjectProvider<JobOwner> own, final BeanFactory beans) {
        return own.stream()
                .findFirst()
                .or(() -> beans.containsBean(SECURITY)
                        ? Optional.of(request ->
                                Optional.ofNullable(request.getUserPrincipal()).map(Principal::getName))
                        : Optional.empty());
    }
}
