package dev.jobs.benchmarks;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.MappingMatch;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** A GET without a container: says of itself what a servlet asks, and counts what is written. */
final class SilentExchange {
    private static final String MAPPED = "/jobs";

    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final Counting body = new Counting();
    private String tag = "";
    private int status;

    /** Of this path below the servlet's, by someone who knows this tag. */
    SilentExchange(final String path, final Optional<String> known) {
        final HttpServletMapping mapping = proxy(
                HttpServletMapping.class,
                (self, method, arguments) -> method.getName().equals("getMappingMatch") ? MappingMatch.PATH : "");
        this.request = proxy(HttpServletRequest.class, (self, method, arguments) -> switch (method.getName()) {
            case "getMethod" -> "GET";
            case "getPathInfo" -> path;
            case "getServletPath" -> MAPPED;
            case "getContextPath" -> "";
            case "getRequestURI" -> MAPPED + path;
            case "getHttpServletMapping" -> mapping;
            case "getHeaders" ->
                Collections.enumeration(
                        "If-None-Match".equals(arguments[0]) ? known.stream().toList() : List.of());
            case "getContentLengthLong" -> 0L;
            case "isAsyncSupported" -> false;
            default -> null;
        });
        this.response = proxy(HttpServletResponse.class, (self, method, arguments) -> {
            switch (method.getName()) {
                case "setStatus" -> status = (Integer) arguments[0];
                case "setHeader" -> tag = "ETag".equals(arguments[0]) ? (String) arguments[1] : tag;
                default -> {}
            }
            return method.getName().equals("getOutputStream") ? body : null;
        });
    }

    private static <T> T proxy(final Class<T> type, final InvocationHandler answers) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, answers));
    }

    /** Serves it, and returns how many bytes the answer's body has. */
    int servedBy(final HttpServlet servlet) throws ServletException, IOException {
        body.written = 0;
        servlet.service(request, response);
        return body.written;
    }

    String tag() {
        return tag;
    }

    int status() {
        return status;
    }

    private static final class Counting extends ServletOutputStream {
        private int written;

        @Override
        public void write(final int one) {
            written++;
        }

        @Override
        public void write(final byte[] bytes, final int from, final int length) {
            written += length;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(final WriteListener listener) {
            throw new UnsupportedOperationException("nothing is written later");
        }
    }
}
