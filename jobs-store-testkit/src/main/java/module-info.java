/** The contract that every store passes, as tests to extend. */
module dev.jobs.store.testkit {
    requires transitive dev.jobs.api;
    requires transitive org.junit.jupiter.api;
    requires org.assertj.core;
    requires static transitive org.jspecify;

    exports dev.jobs.store.testkit;

    opens dev.jobs.store.testkit to
            org.junit.platform.commons;
}
