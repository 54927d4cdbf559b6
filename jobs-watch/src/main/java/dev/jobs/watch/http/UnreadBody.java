package dev.jobs.watch.http;

import java.util.function.BiConsumer;

/** The body of a request that is answered without reading it. */
public final class UnreadBody {
    private UnreadBody() {}

    /**
     * Says with the answer that the connection ends, if the request has a body. A container closes a connection whose body it cannot
     * read to its end; a client that is not told sends its next request into it, and loses that (RFC 9112, section 9.6). Connections of
     * HTTP/2 and later bear it, and know no such header.
     *
     * @param protocol the request's, such as {@code HTTP/1.1}
     * @param headers the request's
     * @param answer sets a header of the answer, by its name and value
     */
    public static void endConnection(
            final String protocol, final RequestHeaders headers, final BiConsumer<String, String> answer) {
        final boolean hasBody = headers.first("Content-Length")
                        .filter(length -> !length.equals("0"))
                        .isPresent()
                || headers.first("Transfer-Encoding").isPresent();
        if (hasBody && protocol.startsWith("HTTP/1.")) {
            answer.accept("Connection", "close");
        }
    }
}
