package dev.jobs.spring.kotlin

import dev.jobs.GenericType
import dev.jobs.spring.JobHandler
import dev.jobs.worker.handler.JobContext

/** A payload that can be extended, so that Kotlin makes a list of it a list of a wildcard. */
open class Track(val name: String)

/** A handler whose result is a type variable: Kotlin's own object for no result, where there is none. */
abstract class Work<P, R> {
    @JobHandler("note")
    fun handle(payload: P): R = work(payload)

    abstract fun work(payload: P): R
}

/** Handlers whose signatures look otherwise in Java than in Kotlin. */
class Unusual : Work<String, Unit>() {
    var noted: String? = null

    override fun work(payload: String) {
        noted = payload
    }

    @JobHandler("names")
    fun names(payload: List<Track>): List<String> = payload.map { it.name }

    @JobHandler("length")
    fun length(payload: String?, context: JobContext<String>): Int = (payload ?: context.job().type()).length
}

/** The list as a submitter asks for it. */
val TRACKS = object : GenericType<List<Track>>() {}
val NAMES = object : GenericType<List<String>>() {}

/** A handler that cannot be one. */
class Suspending {
    @JobHandler("ingest")
    suspend fun ingest(payload: Upload, context: JobContext<*>): Facts = Facts(payload.file, null, context.job().attempt())
}
