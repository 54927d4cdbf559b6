package dev.jobs.dashboard;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;

/** A request that nothing is asked of. */
final class NoRequest {
    static final HttpServletRequest INSTANCE = (HttpServletRequest) Proxy.newProxyInstance(
            NoRequest.class.getClassLoader(), new Class<?>[] {HttpServletRequest.class}, (proxy, method, arguments) -> {
                throw new AssertionError("nothing is to be asked of this request, but " + method);
            });

    private NoRequest() {}
}
