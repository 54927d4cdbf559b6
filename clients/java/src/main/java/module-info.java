/** For services that wait for another service's jobs. */
module dev.jobs.client {
    requires transitive dev.jobs.api;
    requires transitive java.net.http;
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports dev.jobs.client;
}
