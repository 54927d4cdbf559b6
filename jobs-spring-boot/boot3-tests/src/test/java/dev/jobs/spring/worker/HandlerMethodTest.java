package dev.jobs.spring.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobs.AttemptLimits;
import dev.jobs.GenericType;
import dev.jobs.Job;
import dev.jobs.JobRequest;
import dev.jobs.JobStatus;
import dev.jobs.JobType;
import dev.jobs.Jobs;
import dev.jobs.Stage;
import dev.jobs.spring.JobHandler;
import dev.jobs.spring.JobTypes;
import dev.jobs.spring.handler.InvalidJobHandlerException;
import dev.jobs.worker.handler.JobContext;
import dev.jobs.worker.handler.PermanentFailureException;
import dev.jobs.worker.handler.TypedHandler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class HandlerMethodTest {
    /** A payload. */
    record Upload(String name, int tracks) {}

    /** A result. */
    record Facts(String name, int seconds) {}

    /** Handlers as applications write them. */
    static class Recordings {
        final AtomicReference<String> noted = new AtomicReference<>();

        @JobHandler(
                value = "ingest",
                stages = {"load", "measure"},
                stageWeights = {1, 9},
                limitKeys = {"encoder", "${ingest.host:host:1}"},
                timeLimit = "${ingest.limit:30m}",
                silenceLimit = "PT2M",
                atLimit = AttemptLimits.AtLimit.FAIL)
        Facts ingest(final Upload payload, final JobContext<?> context) {
            context.stage("measure");
            return new Facts(payload.name(), payload.tracks() * 60);
        }

        @JobHandler("note")
        void note(final String payload) {
            noted.set(payload);
        }

        @JobHandler("names")
        List<String> names(final JobContext<List<Upload>> context, final List<Upload> payload) {
            return payload.stream().map(Upload::name).toList();
        }

        @JobHandler("count")
        int count(final int payload) {
            return payload + 1;
        }

        @JobHandler("refuse")
        void refuse(final String payload) throws PermanentFailureException {
            throw new PermanentFailureException("never " + payload);
        }
    }

    /** An application that submits in a bean which is made before the handlers' bean. */
    @Configuration(proxyBeanMethods = false)
    static class WithRecordings {
        @Bean
        JobType<Upload, Facts> ingestType(final JobTypes types) {
            return types.of("ingest", Upload.class, Facts.class);
        }

        @Bean
        Recordings recordings() {
            return new Recordings();
        }

        @Bean
        TypedHandler<String, String> echo() {
            return TypedHandler.of(JobType.of("echo", String.class, String.class), JobContext::payload);
        }
    }

    @Test
    void methodsAndTypedHandlersOfBeansDoTheirJobs() {
        Application.runner().withUserConfiguration(WithRecordings.class).run(context -> {
            final Jobs jobs = context.getBean(Jobs.class);
            final JobTypes types = context.getBean(JobTypes.class);
            final JobType<Upload, Facts> ingest = types.of("ingest", Upload.class, Facts.class);
            final var names = types.of("names", new GenericType<List<Upload>>() {}, new GenericType<List<String>>() {});
            final var count = types.of("count", Integer.class, Integer.class);
            final var echo = JobType.of("echo", String.class, String.class);

            assertThat(ingest.result(done(jobs, ingest.request(new Upload("a", 2)))))
                    .contains(new Facts("a", 120));
            assertThat(names.result(done(jobs, names.request(List.of(new Upload("a", 1), new Upload("b", 1))))))
                    .contains(List.of("a", "b"));
            assertThat(count.result(done(jobs, count.request(6)))).contains(7);
            assertThat(echo.result(done(jobs, echo.request("x")))).contains("x");
            final Job note =
                    done(jobs, types.of("note", String.class, Void.class).request("hello"));
            assertThat(note.result()).isEmpty();
            assertThat(note.status()).isEqualTo(JobStatus.COMPLETE);
            assertThat(context.getBean(Recordings.class).noted).hasValue("hello");
        });
    }

    /** A handler that says by type variables what it takes and returns. */
    abstract static class Listing<P, R> {
        @JobHandler("listing")
        List<R> list(final P payload) {
            return List.of(listed(payload));
        }

        abstract R listed(P payload);
    }

    /** A handler that says what the variables stand for. */
    static class Uploads extends Listing<List<Upload>, Facts> {
        @Override
        Facts listed(final List<Upload> payload) {
            return new Facts(payload.get(0).name(), payload.size());
        }
    }

    @Test
    void typeVariablesOfASuperclassAreWhatTheClassOfTheBeanSays() {
        Application.runner().withBean(Uploads.class).run(context -> {
            final var listing = context.getBean(JobTypes.class)
                    .of("listing", new GenericType<List<Upload>>() {}, new GenericType<List<Facts>>() {});

            final Job job = done(context.getBean(Jobs.class), listing.request(List.of(new Upload("a", 1))));

            assertThat(listing.result(job)).contains(List.of(new Facts("a", 1)));
        });
    }

    @Test
    void whatAMethodThrowsIsTheFailureOfItsJob() {
        Application.runner().withUserConfiguration(WithRecordings.class).run(context -> {
            final JobTypes types = context.getBean(JobTypes.class);

            final Job job = done(
                    context.getBean(Jobs.class),
                    types.of("refuse", String.class, Void.class).request("twice"));

            assertThat(job.status()).isEqualTo(JobStatus.FAILED);
            assertThat(job.error()).contains("never twice");
            assertThat(job.attempt()).isOne();
        });
    }

    @Test
    void aSubmitterGetsTheTypeWithTheStagesAndLimitsOfItsHandler() {
        Application.runner()
                .withUserConfiguration(WithRecordings.class)
                .withPropertyValues("ingest.limit=45m")
                .run(context -> {
                    final JobType<?, ?> type = context.getBean("ingestType", JobType.class);

                    assertThat(type.stages())
                            .containsExactly(
                                    Stage.of("load"), Stage.of("measure").withWeight(9));
                    assertThat(type.limits())
                            .isEqualTo(AttemptLimits.NONE
                                    .withTimeLimit(Duration.ofMinutes(45))
                                    .withSilenceLimit(Duration.ofMinutes(2))
                                    .failingForGood());
                    assertThat(type.limitKeys()).containsExactly("encoder", "host:1");
                });
    }

    @Test
    void aSubmitterThatAsksForOtherClassesThanItsHandlerTakesIsToldSo() {
        Application.runner().withUserConfiguration(WithRecordings.class).run(context -> {
            final JobTypes types = context.getBean(JobTypes.class);

            assertThatThrownBy(() -> types.of("ingest", String.class, Facts.class))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("\"ingest\"", "Recordings.ingest", "Upload", "java.lang.String");
            assertThat(types.of("elsewhere", String.class, Facts.class).name()).isEqualTo("elsewhere");
        });
    }

    /** Two methods of one type. */
    static class Twice {
        @JobHandler("ingest")
        void one(final String payload) {}

        @JobHandler("ingest")
        void other(final String payload) {}
    }

    /** A method and a value of one type. */
    static class AndEcho {
        @JobHandler("echo")
        void echo(final String payload) {}
    }

    /** No payload. */
    static class WithoutPayload {
        @JobHandler("x")
        void x(final JobContext<?> context) {}
    }

    /** Two that could be the payload. */
    static class TwoPayloads {
        @JobHandler("x")
        void x(final String payload, final int more) {}
    }

    /** A context of another payload. */
    static class OtherContext {
        @JobHandler("x")
        void x(final String payload, final JobContext<Integer> context) {}
    }

    /** A result that comes later. */
    static class Later {
        @JobHandler("x")
        CompletableFuture<String> x(final String payload) {
            return CompletableFuture.completedFuture(payload);
        }
    }

    /** A payload of which no instance can be made. */
    static class Unreadable {
        @JobHandler("x")
        void x(final Runnable payload) {}
    }

    /** A limit that is none. */
    static class WrongLimit {
        @JobHandler(value = "x", timeLimit = "soon")
        void x(final String payload) {}
    }

    /** A limit key with a star. */
    static class WrongLimitKey {
        @JobHandler(value = "x", limitKeys = "tenant:*")
        void x(final String payload) {}
    }

    /** Fewer weights than stages. */
    static class WrongWeights {
        @JobHandler(
                value = "x",
                stages = {"load", "measure"},
                stageWeights = 1)
        void x(final String payload) {}
    }

    @Test
    void handlersThatCannotBeUsedFailTheStartAndSayWhy() {
        fails(Twice.class, "two handlers", "Twice.one(String)", "Twice.other(String)");
        fails(AndEcho.class, "two handlers", "AndEcho.echo(String)", "the bean echo");
        fails(WithoutPayload.class, "WithoutPayload.x(JobContext)", "takes no payload");
        fails(TwoPayloads.class, "takes 2 parameters that could be the payload");
        fails(OtherContext.class, "its context is of a java.lang.Integer, but its payload is a java.lang.String");
        fails(Later.class, "returns a CompletableFuture");
        fails(Unreadable.class, "Unreadable.x(Runnable)", "cannot be read from JSON", "java.lang.Runnable");
        fails(WrongLimit.class, "WrongLimit.x(String)", "soon");
        fails(WrongLimitKey.class, "WrongLimitKey.x(String)", "tenant:*");
        fails(
                WrongWeights.class,
                "WrongWeights.x(String)",
                "the number of its stages is 2, but that of their weights 1");
    }

    private static void fails(final Class<?> handlers, final String... words) {
        Application.runner()
                .withUserConfiguration(EchoAlone.class)
                .withBean(handlers)
                .run(context -> assertThat(context.getStartupFailure())
                        .isInstanceOf(InvalidJobHandlerException.class)
                        .hasMessageContainingAll(words));
    }

    /** A value alone. */
    @Configuration(proxyBeanMethods = false)
    static class EchoAlone {
        @Bean
        TypedHandler<String, String> echo() {
            return TypedHandler.of(JobType.of("echo", String.class, String.class), JobContext::payload);
        }
    }

    /** Counts the calls that go through proxies of handlers. */
    static final class Proxies implements BeanPostProcessor {
        final List<String> calls = new java.util.concurrent.CopyOnWriteArrayList<>();
        private final Consumer<ProxyFactory> kind;

        Proxies(final Consumer<ProxyFactory> kind) {
            this.kind = kind;
        }

        @Override
        public Object postProcessAfterInitialization(final Object bean, final String beanName) {
            if (!(bean instanceof Proxied)) {
                return bean;
            }
            final ProxyFactory factory = new ProxyFactory(bean);
            kind.accept(factory);
            factory.addAdvice((org.aopalliance.intercept.MethodInterceptor) invocation -> {
                calls.add(invocation.getMethod().getName());
                return invocation.proceed();
            });
            return factory.getProxy();
        }
    }

    /** The interface of a proxied handler. */
    interface Greeting {
        String greet(String payload);
    }

    /** A handler whose bean is a proxy. */
    static class Proxied implements Greeting {
        @Override
        @JobHandler("greet")
        public String greet(final String payload) {
            return "Hello " + payload;
        }
    }

    @Test
    void methodsAreCalledThroughTheProxiesOfTheirBeans() {
        for (final boolean ofClass : new boolean[] {true, false}) {
            final Proxies proxies = new Proxies(factory -> factory.setProxyTargetClass(ofClass));
            Application.runner()
                    .withBean(Proxied.class)
                    .withBean(Proxies.class, () -> proxies)
                    .run(context -> {
                        final var type = context.getBean(JobTypes.class).of("greet", String.class, String.class);

                        assertThat(type.result(done(context.getBean(Jobs.class), type.request("Ada"))))
                                .contains("Hello Ada");
                        assertThat(proxies.calls).containsExactly("greet");
                    });
        }
    }

    private static Job done(final Jobs jobs, final JobRequest request) {
        return Application.finished(jobs, jobs.submit(request));
    }
}
