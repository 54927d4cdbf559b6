package dev.jobs.examples.audio.service;

import java.nio.file.Path;
import java.util.Map;

/** One process with its jobs in memory. */
class MemoryJobsIT extends JobsContract {
    @Override
    Deployment deploy(final Path directory) throws Exception {
        return Deployment.of(ServiceProcess.ready(directory, Map.of("JOBS_STORE_URL", "memory:", "WORKER_SLOTS", "1")));
    }
}
