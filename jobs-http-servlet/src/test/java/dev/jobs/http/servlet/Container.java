package dev.jobs.http.servlet;

import java.util.List;
import java.util.Optional;

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

    /** All of them, or the one that the system property {@code jobs.test.container} names: the fast build has one. */
    static List<Container> tested() {
        return Optional.ofNullable(System.getProperty("jobs.test.container"))
                .map(name -> List.of(valueOf(name)))
                .orElse(List.of(values()));
    }

    abstract TestServer start(Deployment deployment) throws Exception;
}
