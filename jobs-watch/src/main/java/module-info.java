/** Waits for jobs in a service's own process. */
module dev.jobs.watch {
    requires transitive dev.jobs.api;
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports dev.jobs.watch;
}
