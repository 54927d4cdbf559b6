package dev.jobs.http.servlet.response;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** The answer to a request: sent at once, or by something that has taken the request over. */
public interface Response {
    void send(HttpServletRequest request, HttpServletResponse response) throws IOException;
}
