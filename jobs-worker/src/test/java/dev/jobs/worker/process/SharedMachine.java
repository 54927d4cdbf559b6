package dev.jobs.worker.process;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Lets the tests of this module that {@linkplain LeavesSuspects leave suspects} run alone, among all JVMs of this user that run it on this machine: the
 * forks of one build, and those of builds with other JDKs. A suspect may belong to every command that is older, so that elsewhere an end
 * is presumed that a test expects to be confirmed. Registered for all tests by {@code META-INF/services}.
 */
public final class SharedMachine implements BeforeAllCallback, AfterAllCallback {
    private static final Namespace NAMESPACE = Namespace.create(SharedMachine.class);
    private static final Path FILE = Path.of(
            System.getProperty("java.io.tmpdir"), "jobs-worker-tests-" + System.getProperty("user.name") + ".lock");

    @Override
    public void beforeAll(final ExtensionContext context) throws IOException {
        final Class<?> test = context.getRequiredTestClass();
        if (test.getEnclosingClass() == null) {
            final FileChannel channel = FileChannel.open(
                    FILE, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            context.getStore(NAMESPACE).put(FILE, channel);
            channel.lock(0, Long.MAX_VALUE, !test.isAnnotationPresent(LeavesSuspects.class));
        }
    }

    @Override
    public void afterAll(final ExtensionContext context) throws IOException {
        final FileChannel channel = context.getStore(NAMESPACE).remove(FILE, FileChannel.class);
        if (channel != null) {
            channel.close();
        }
    }
}
