/** Claims jobs, runs handlers and child processes, and stops them. */
module dev.jobs.worker {
    requires transitive dev.jobs.api;
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports dev.jobs.worker;
    exports dev.jobs.worker.command;
    exports dev.jobs.worker.handler;
    exports dev.jobs.worker.listener;
    exports dev.jobs.worker.manual;
}
