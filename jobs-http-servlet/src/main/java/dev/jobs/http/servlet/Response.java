package dev.jobs.http.servlet;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** What a request is answered with: at once, or by something that has taken the request over. */
interface Response {
    void send(HttpServletRequest request, HttpServletResponse response) throws IOException;
}
