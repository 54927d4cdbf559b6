package dev.jobs.http.servlet.guide;

import dev.jobs.JobType;
import dev.jobs.http.servlet.JobAccess;
import dev.jobs.http.servlet.JobSubmitter;
import dev.jobs.http.servlet.JobsServlet;
import dev.jobs.store.JobStore;
import dev.jobs.store.jdbc.JdbcJobStore;
import dev.jobs.store.jdbc.JdbcSettings;
import dev.jobs.worker.Worker;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.annotation.WebListener;
import java.util.Optional;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;

/** The listener of docs/jakarta.md. */
@SuppressWarnings("BanJNDI") // the name that it looks up is no input
// listener
@WebListener
public final class JobsOfTheApplication implements ServletContextListener {
    static final JobType<String, String> REPORT = JobType.of("report", String.class, String.class);

    private final JobStore store;
    private final JobsServlet servlet;
    private final JobSubmitter submitter;
    private final Worker.Builder planned;
    private Optional<Worker> worker = Optional.empty();

    public JobsOfTheApplication() throws NamingException {
        this(InitialContext.doLookup("java:comp/env/jdbc/app"));
    }

    JobsOfTheApplication(final DataSource dataSource) {
        store = JdbcJobStore.on(dataSource, JdbcSettings.defaults());
        final JobAccess access = JobAccess.ownedBy(LoginFilter::user);
        servlet = new JobsServlet(store, access);
        submitter = new JobSubmitter(store, access, "/jobs");
        planned = Worker.builder(store).handle(REPORT, context -> "Report of " + context.payload());
    }

    @Override
    public void contextInitialized(final ServletContextEvent event) {
        final ServletContext application = event.getServletContext();
        final ServletRegistration.Dynamic jobs = application.addServlet("jobs", servlet);
        jobs.addMapping("/jobs/*");
        jobs.setAsyncSupported(true); // or polls are not held
        application.addServlet("reports", new ReportServlet(submitter)).addMapping("/reports");
        worker = Optional.of(planned.start());
    }

    @Override
    public void contextDestroyed(final ServletContextEvent event) {
        servlet.close(); // answers all who wait
        worker.ifPresent(Worker::close); // lets jobs finish within its grace, then hands them back
        store.close();
    }
}
// listener end
