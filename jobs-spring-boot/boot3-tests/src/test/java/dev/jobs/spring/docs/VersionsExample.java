package dev.jobs.spring.docs;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.jobs.spring.JobHandler;
import dev.jobs.worker.handler.JobContext;
import java.util.Optional;

/** The code of docs/deploying-versions.md. */
final class VersionsExample {
    private VersionsExample() {}

    /** The version before the rename. */
    static final class Before {
        private Before() {}

        record Upload(String fileName) {}
    }

    /** The first deployment. */
    static final class First {
        private First() {}

        // first
        record Upload(
                @JsonProperty("fileName") @JsonAlias("recording")
                String recording,

                Optional<String> language) {}
        // first end
    }

    /** The second deployment. */
    static final class Second {
        private Second() {}

        // second
        record Upload(@JsonAlias("fileName") String recording, Optional<String> language) {}
        // second end
    }

    record Upload(String recording) {}

    record Facts(String recording) {}

    /** Handlers of both names. */
    static class Handlers {
        // types
        @JobHandler("ingest-recording")
        Facts ingest(Upload payload, JobContext<?> context) {
            context.stage("measuring");
            return new Facts(payload.recording());
        }

        @JobHandler("ingest") // until no job of this name is left
        Facts ingestByTheOldName(Upload payload, JobContext<?> context) {
            return ingest(payload, context);
        }
        // types end
    }
}
