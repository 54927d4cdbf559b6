/** Waits for jobs in a service's own process. */
@SuppressWarnings("module") // The modules that know the HTTP side are not there when this one is compiled.
module dev.jobs.watch {
    requires transitive dev.jobs.api;
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports dev.jobs.watch;
    exports dev.jobs.watch.http to
            dev.jobs.http.servlet,
            dev.jobs.dashboard;
}
