package dev.jobs.spring.kotlin

import dev.jobs.JobType
import dev.jobs.store.JobStore
import dev.jobs.worker.Worker

// plain
val INGEST: JobType<Upload, Facts> = JobType.of("ingest", Upload::class.java, Facts::class.java)

fun workerOf(store: JobStore): Worker = Worker.builder(store)
    .handle(INGEST) { context -> Facts(context.payload().file, context.payload().language, seconds = 215) }
    .start()
// plain end
