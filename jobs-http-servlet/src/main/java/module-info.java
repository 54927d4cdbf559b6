/** Poll and cancel over HTTP. */
module dev.jobs.http.servlet {
    requires transitive dev.jobs.api;
    requires transitive jakarta.servlet;
    requires dev.jobs.watch;
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports dev.jobs.http.servlet;
}
