package dev.jobs.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobRequest;
import dev.jobs.Jobs;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.util.ClassUtils;

/** A database that is told to the application by connection details, as {@code @ServiceConnection} and Docker Compose tell it. */
class ServiceConnectionTest {
    /** The application. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}

    @Test
    void jobsAreKeptInTheDatabaseOfTheConnectionDetails() {
        try (ConfigurableApplicationContext application = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .initializers(context -> addDetails((GenericApplicationContext) context))
                .run(
                        "--spring.datasource.url=jdbc:h2:mem:passed-over",
                        "--spring.data.jpa.repositories.enabled=false",
                        "--spring.autoconfigure.exclude="
                                + "org.springframework.boot.autoconfigure.orm.jpa.HibernateJpaAutoConfiguration,"
                                + "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration")) {
            application.getBean(Jobs.class).submit(JobRequest.builder("x", "1").build());

            final JdbcTemplate jdbc = application.getBean(JdbcTemplate.class);
            assertThat(jdbc.queryForObject(
                            "select catalog_name from information_schema.schemata limit 1", String.class))
                    .isEqualToIgnoringCase("of-details");
            assertThat(jdbc.queryForObject("select count(*) from jobs_job", Long.class))
                    .isEqualTo(1);
        }
    }

    private static <T> void addDetails(final GenericApplicationContext context) {
        final ClassLoader classes = ServiceConnectionTest.class.getClassLoader();
        final String spring3 = "org.springframework.boot.autoconfigure.jdbc.JdbcConnectionDetails";
        final String spring4 = "org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails";
        @SuppressWarnings("unchecked")
        final Class<T> type = (Class<T>)
                ClassUtils.resolveClassName(ClassUtils.isPresent(spring3, classes) ? spring3 : spring4, classes);
        final Map<String, String> values =
                Map.of("getJdbcUrl", "jdbc:h2:mem:of-details", "getUsername", "sa", "getPassword", "");
        final InvocationHandler details = (proxy, method, arguments) -> {
            if (method.getDeclaringClass() == Object.class) {
                return method.invoke(values, arguments);
            }
            return method.isDefault()
                    ? InvocationHandler.invokeDefault(proxy, method, arguments)
                    : values.get(method.getName());
        };
        context.registerBean(
                "details", type, () -> type.cast(Proxy.newProxyInstance(classes, new Class<?>[] {type}, details)));
    }
}
