package dev.jobs.http.servlet.response;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** The body of a request that is answered without reading it. */
public final class UnreadBody {
    private UnreadBody() {}

    /**
     * Says with the answer that the connection ends, if the request has a body. A container closes a connection whose body it cannot
     * read to its end; a client that is not told sends its next request into it, and loses that (RFC 9112, section 9.6). Connections of
     * HTTP/2 and later bear it, and know no such header.
     */
    public static void endConnection(final HttpServletRequest request, final HttpServletResponse response) {
        final boolean hasBody = request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
        if (hasBody && request.getProtocol().startsWith("HTTP/1.")) {
            response.setHeader("Connection", "close");
        }
    }
}
