package dev.jobs.examples.audio.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobs.examples.audio.tool.AudioTool;
import dev.jobs.worker.command.Command;
import dev.jobs.worker.command.CommandFailedException;
import dev.jobs.worker.handler.JobContext;
import dev.jobs.worker.handler.PermanentFailureException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A run of the audio tool as a child process of a job, by the Java that runs this one. The tool's stages and progress are
 * the job's, and its notes are in the job's log. Nothing else that it prints is shown to users.
 */
final class ToolRun {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final List<String> OPTIONS_OF_JAVA =
            List.of("JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS");

    private final JobContext<?> context;
    // Told by the thread that reads the tool's output, before the run is over.
    private volatile String result = "{}";
    private volatile Optional<String> refusal = Optional.empty();

    private ToolRun(final JobContext<?> context) {
        this.context = context;
    }

    /**
     * Runs the tool until it has ended; what it found.
     *
     * @throws PermanentFailureException if it refused its input
     * @throws CommandFailedException if it failed otherwise; the message has its raw output
     */
    static ObjectNode of(final JobContext<?> context, final String... arguments) throws InterruptedException {
        final ToolRun run = new ToolRun(context);
        try {
            context.exec(command(arguments).onLine(run::hear));
        } catch (final CommandFailedException e) {
            throw run.refusal
                    .<RuntimeException>map(message -> new PermanentFailureException(message, e))
                    .orElse(e);
        }
        return read(run.result);
    }

    // Options for this Java, such as an agent or a port to listen on, are not meant for the tool's: two cannot
    // have one port.
    private static Command command(final String... arguments) {
        Command command = Command.of(commandLine(arguments));
        for (final String variable : OPTIONS_OF_JAVA) {
            command = command.environment(variable, "");
        }
        return command;
    }

    private static List<String> commandLine(final String... arguments) {
        final List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // It streams what it works on, so a small heap is enough, and starts faster.
        line.addAll(List.of("-Xmx128m", "-XX:+UseSerialGC", "-Djava.awt.headless=true"));
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), AudioTool.class.getName()));
        line.addAll(List.of(arguments));
        return line;
    }

    private void hear(final String line) {
        ToolOutput.parse(line).ifPresent(output -> {
            if (output instanceof ToolOutput.Stage stage) {
                context.stage(stage.name());
            } else if (output instanceof ToolOutput.Progress progress) {
                context.progress(progress.percent());
            } else if (output instanceof ToolOutput.Note note) {
                context.log(note.text());
            } else if (output instanceof ToolOutput.Result found) {
                result = found.json();
            } else if (output instanceof ToolOutput.Refusal refused) {
                refusal = Optional.of(refused.message());
            }
        });
    }

    private static ObjectNode read(final String json) {
        try {
            return MAPPER.readValue(json, ObjectNode.class);
        } catch (final JsonProcessingException e) {
            throw new IllegalStateException("The audio tool printed a result that is no JSON object: " + json, e);
        }
    }

    /** The findings, as a job's result. */
    static <T> T as(final Class<T> type, final ObjectNode found) {
        try {
            return MAPPER.treeToValue(found, type);
        } catch (final JsonProcessingException e) {
            throw new IllegalStateException("The audio tool's result is no " + type.getSimpleName() + ": " + found, e);
        }
    }
}
