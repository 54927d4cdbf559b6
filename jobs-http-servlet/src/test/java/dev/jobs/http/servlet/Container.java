package dev.jobs.http.servlet;

/** What the servlet is tested in. */
enum Container {
    JETTY {
        @Override
        TestServer start(final Deployment deployment) throws Exception {
            return JettyServer.start(deployment);
        }
    },

    TOMCAT {
        @Override
        TestServer start(final Deployment deployment) throws Exception {
            return TomcatServer.start(deployment);
        }
    };

    abstract TestServer start(Deployment deployment) throws Exception;
}
