package dev.jobs.spring.handler;

import dev.jobs.worker.handler.JobContext;
import dev.jobs.worker.handler.JobHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.util.ReflectionUtils;

/** Calls the handler method of a bean, through the bean's proxy if it has one. */
public final class HandlerMethodCall implements JobHandler<Object, Object> {
    private final Object bean;
    private final Method method;
    private final HandlerSignature signature;

    private HandlerMethodCall(final Object bean, final Method method, final HandlerSignature signature) {
        this.bean = bean;
        this.method = method;
        this.signature = signature;
    }

    /**
     * The call of this method of this bean.
     *
     * @throws InvalidJobHandlerException if the bean is a proxy that does not have the method
     */
    public static HandlerMethodCall of(final Object bean, final HandlerMethod handler) {
        try {
            final Method invocable = AopUtils.selectInvocableMethod(handler.method(), bean.getClass());
            ReflectionUtils.makeAccessible(invocable);
            return new HandlerMethodCall(bean, invocable, handler.signature());
        } catch (final IllegalStateException e) {
            throw new InvalidJobHandlerException(
                    handler.description() + " cannot be called: its bean is a proxy that does not have this method.",
                    "Make the method visible to the proxy: not private, and of an interface if the proxy is one of interfaces.",
                    e);
        }
    }

    @Override
    public @Nullable Object handle(final JobContext<Object> context) throws Exception {
        final Object[] arguments = new Object[method.getParameterCount()];
        signature.contextAt().ifPresent(at -> arguments[at] = context);
        arguments[signature.payloadAt()] = context.payload();
        try {
            final Object result = method.invoke(bean, arguments);
            return signature.result() == Void.class ? null : result;
        } catch (final InvocationTargetException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof Exception failure ? failure : e;
        }
    }
}
