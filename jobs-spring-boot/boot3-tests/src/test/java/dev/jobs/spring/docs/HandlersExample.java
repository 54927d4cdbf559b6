package dev.jobs.spring.docs;

import dev.jobs.JobId;
import dev.jobs.JobType;
import dev.jobs.Jobs;
import dev.jobs.spring.JobHandler;
import dev.jobs.spring.JobTypes;
import dev.jobs.spring.WorkerCustomizer;
import dev.jobs.worker.handler.JobContext;
import java.util.concurrent.Executors;
import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Component;
import org.springframework.stereotype.Service;

/** The code of the part of docs/workers.md on Spring Boot. */
final class HandlersExample {
    private HandlersExample() {}

    record Upload(String file) {}

    record AudioFacts(String file, int seconds) {}

    // handler
    @Component
    static class Recordings {
        @JobHandler(
                value = "ingest",
                stages = {"load", "measure"},
                stageWeights = {1, 9},
                timeLimit = "30m")
        AudioFacts ingest(Upload payload, JobContext<?> context) throws InterruptedException {
            context.stage("load");
            context.progress(50);
            context.stage("measure");
            return new AudioFacts(payload.file(), 215);
        }
    }
    // handler end

    // submitter
    @Service
    static class Uploads {
        private final Jobs jobs;
        private final JobType<Upload, AudioFacts> ingest;

        Uploads(Jobs jobs, JobTypes types) {
            this.jobs = jobs;
            this.ingest = types.of("ingest", Upload.class, AudioFacts.class);
        }

        JobId uploaded(String file) {
            return jobs.submit(ingest.request(new Upload(file)));
        }
    }
    // submitter end

    /** Changes of a worker. */
    static class Customized {
        // customizer
        @Bean
        WorkerCustomizer threads() {
            return worker -> worker.threads(Executors.defaultThreadFactory());
        }
        // customizer end
    }
}
