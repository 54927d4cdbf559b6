package dev.jobs.spring.autoconfigure.worker;

import dev.jobs.JsonMapping;
import dev.jobs.spring.handler.HandlerMethod;
import dev.jobs.spring.handler.InvalidJobHandlerException;

/**
 * Finds payload types that no JSON can be read as, such as an interface, by reading an empty object. That it does not fit says nothing: it
 * may be no fitting payload. Only Jackson's answer that the type's definition is at fault counts, so that other mappings are not checked.
 */
final class PayloadCheck {
    private static final String DEFINITION_AT_FAULT = "InvalidDefinitionException";

    private PayloadCheck() {}

    /** @throws InvalidJobHandlerException if the payload's type cannot be read */
    static void check(final HandlerMethod handler, final JsonMapping mapping) {
        try {
            mapping.read("{}", handler.signature().payload());
        } catch (final IllegalArgumentException e) {
            if (isDefinitionAtFault(e)) {
                throw new InvalidJobHandlerException(
                        "The payload of " + handler.description() + " cannot be read from JSON as "
                                + handler.signature().payload().getTypeName() + ": " + e.getMessage(),
                        "Let the payload be a record or a class that the application's JSON mapper can read.",
                        e);
            }
        }
    }

    private static boolean isDefinitionAtFault(final Throwable failure) {
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (cause.getClass().getSimpleName().equals(DEFINITION_AT_FAULT)) {
                return true;
            }
        }
        return false;
    }
}
