package dev.jobs.examples.audio.service;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/** Writes the errors that Jetty itself finds as JSON too, without a stack trace. */
final class JsonErrors extends ErrorHandler {
    @Override
    public boolean handle(final Request request, final Response response, final Callback callback) {
        final int status = response.getStatus();
        response.getHeaders().put(new HttpField(HttpHeader.CONTENT_TYPE, "application/json"));
        final String message =
                Optional.ofNullable(HttpStatus.getMessage(status)).orElse("Error");
        response.write(true, BufferUtil.toBuffer(Json.error(message).getBytes(StandardCharsets.UTF_8)), callback);
        return true;
    }
}
