/** Makes spans of submissions and runs, and lets the trace context travel with a job. */
module dev.jobs.opentelemetry {
    requires transitive dev.jobs.api;
    requires transitive dev.jobs.worker;
    requires transitive io.opentelemetry.api;
    requires io.opentelemetry.context;
    requires static transitive org.jspecify;

    exports dev.jobs.opentelemetry;
}
