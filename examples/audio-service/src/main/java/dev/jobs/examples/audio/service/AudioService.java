package dev.jobs.examples.audio.service;

import dev.jobs.store.JobStore;
import dev.jobs.store.JobStoreConfigurationException;
import dev.jobs.store.JobStores;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The audio service: ingests, previews and saves audio, in jobs that its users watch.
 *
 * <p>Configured by the environment; see {@link Settings}. It prints one line when it is ready, and runs until it is
 * told to end (SIGTERM): then it takes no more requests, hands unfinished jobs back to the store, and closes it.
 */
public final class AudioService implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AudioService.class);
    private static final int UNUSABLE_SETTINGS = 2;
    private static final int CANNOT_START = 1;

    /** The parts that were opened, the last first: the order in which they are closed. */
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    private AudioService() {}

    /** Starts the service; it ends with the process. */
    public static void main(final String[] arguments) {
        final AudioService service = new AudioService();
        try {
            final String ready = service.start(Settings.of(System.getenv()));
            Runtime.getRuntime().addShutdownHook(new Thread(service::close, "shutdown"));
            System.out.println(ready);
        } catch (final SettingsException | JobStoreConfigurationException e) {
            end(service, UNUSABLE_SETTINGS, e);
        } catch (final Exception e) {
            LOG.debug("The start failed", e);
            end(service, CANNOT_START, e);
        }
    }

    private static void end(final AudioService service, final int code, final Exception cause) {
        service.close();
        final PrintStream out = System.err;
        out.println("audio-service cannot start: " + Reasons.of(cause));
        System.exit(code);
    }

    private String start(final Settings settings) throws Exception {
        final AudioFiles files = audioFiles(settings);
        opened.push(files);
        final JobStore store = JobStores.open(settings.storeUrl());
        opened.push(store);
        if (settings.role().runsJobs()) {
            opened.push(AudioWorker.start(settings, store, files));
        }
        if (!settings.role().servesWeb()) {
            return "audio-service worker ready";
        }
        final WebServer server = WebServer.start(settings, store, files);
        opened.push(server::stop);
        return "audio-service ready on http://" + settings.host() + ":" + server.port();
    }

    private static AudioFiles audioFiles(final Settings settings) {
        try {
            return AudioFiles.in(settings.data());
        } catch (final IOException e) {
            throw new SettingsException(
                    "AUDIO_DATA has to be a directory for new files, but " + settings.data() + " cannot be used: " + e);
        }
    }

    @Override
    public void close() {
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (final Exception e) {
                LOG.warn("Closing failed; what is left is closed all the same", e);
            }
        }
    }
}
