package dev.jobs.examples.audio.service;

import java.util.List;

/**
 * A running audio service that does one job at a time.
 *
 * @param web the process that takes requests
 * @param worker the process that runs jobs, which may be the same
 */
record Deployment(ServiceProcess web, ServiceProcess worker) implements AutoCloseable {
    /** One process that does everything. */
    static Deployment of(final ServiceProcess all) {
        return new Deployment(all, all);
    }

    Client client() {
        return new Client(web);
    }

    /** The audio tools that work for jobs right now. */
    List<ProcessHandle> tools() {
        return worker.tools();
    }

    @Override
    public void close() {
        web.close();
        worker.close();
    }
}
