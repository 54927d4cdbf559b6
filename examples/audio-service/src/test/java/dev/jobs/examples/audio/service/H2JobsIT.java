package dev.jobs.examples.audio.service;

import java.nio.file.Path;
import java.util.Map;

/** One process with its jobs where they are by default, in an H2 file. */
class H2JobsIT extends JobsContract {
    @Override
    Deployment deploy(final Path directory) throws Exception {
        return Deployment.of(ServiceProcess.ready(directory, Map.of("JOBS_STORE_URL", "", "WORKER_SLOTS", "1")));
    }
}
