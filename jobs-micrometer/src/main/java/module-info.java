/** Counts and measures workers, their jobs and the store. */
module dev.jobs.micrometer {
    requires transitive dev.jobs.api;
    requires transitive dev.jobs.worker;
    requires transitive micrometer.core;
    requires transitive micrometer.observation;
    requires transitive micrometer.commons;
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports dev.jobs.micrometer;
}
