/** The operators' page. */
module dev.jobs.dashboard {
    requires transitive dev.jobs.api;
    requires transitive jakarta.servlet;
    requires dev.jobs.watch;
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports dev.jobs.dashboard;
}
