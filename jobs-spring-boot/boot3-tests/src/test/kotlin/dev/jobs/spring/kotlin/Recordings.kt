package dev.jobs.spring.kotlin

import dev.jobs.JobId
import dev.jobs.Jobs
import dev.jobs.spring.JobHandler
import dev.jobs.spring.JobTypes
import dev.jobs.worker.handler.JobContext
import org.springframework.stereotype.Component
import org.springframework.stereotype.Service

// handler
data class Upload(val file: String, val language: String? = null, val tracks: Int = 2)

data class Facts(val file: String, val language: String?, val seconds: Int)

@Component
class Recordings {
    @JobHandler("ingest")
    fun ingest(payload: Upload, context: JobContext<*>): Facts {
        context.stage("measuring")
        return Facts(payload.file, payload.language, payload.tracks * 60)
    }
}

@Service
class Uploads(private val jobs: Jobs, types: JobTypes) {
    private val ingest = types.of("ingest", Upload::class.java, Facts::class.java)

    fun uploaded(file: String): JobId = jobs.submit(ingest.request(Upload(file)))
}
// handler end
