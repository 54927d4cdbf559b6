package dev.jobs.http.servlet;

/** A container that serves on a free port of the loopback interface, with at most {@link #THREADS} threads. */
interface TestServer {
    int THREADS = 16;

    int port();

    void stop() throws Exception;
}
