package dev.jobs.client;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A wait for one job that holds no thread: its steps run where the HTTP client and the JDK's timer complete them. */
final class Wait {
    private final HttpClient http;
    private final Watch watch;
    private final Consumer<PolledJob> listener;
    private final CompletableFuture<Optional<PolledJob>> end = new CompletableFuture<>();

    /** The request under way, which is given up when nobody waits any more. */
    private volatile Future<?> underWay = CompletableFuture.completedFuture(null);

    Wait(final HttpClient http, final Watch watch, final Consumer<PolledJob> listener) {
        this.http = http;
        this.watch = watch;
        this.listener = listener;
    }

    /** Begins; what completes with the job at its end, and stops asking when it is cancelled or completed otherwise. */
    CompletableFuture<Optional<PolledJob>> begin() {
        final var unused = end.whenComplete((job, failure) -> underWay.cancel(true));
        sendNext();
        return end;
    }

    private void sendNext() {
        if (end.isDone()) {
            return;
        }
        try {
            final HttpRequest request = watch.request();
            final CompletableFuture<HttpResponse<String>> sent =
                    http.sendAsync(request, HttpResponse.BodyHandlers.ofString());
            underWay = sent;
            final var unused = sent.whenComplete((response, failure) -> take(request, response, failure));
            if (end.isDone()) {
                sent.cancel(true);
            }
        } catch (final RuntimeException | Error e) {
            end.completeExceptionally(e);
        }
    }

    private void take(
            final HttpRequest request, final HttpResponse<String> response, final @Nullable Throwable failure) {
        if (end.isDone()) {
            return;
        }
        try {
            go(next(request, response, failure));
        } catch (final RuntimeException | Error e) {
            end.completeExceptionally(e);
        }
    }

    private Watch.Next next(
            final HttpRequest request, final HttpResponse<String> response, final @Nullable Throwable failure) {
        try {
            return watch.answered(Exchange.of(request, response, failure));
        } catch (final ServiceUnavailableException e) {
            return watch.failed(e);
        }
    }

    private void go(final Watch.Next next) {
        if (next instanceof Watch.End last) {
            if (last.news()) {
                last.job().ifPresent(listener);
            }
            end.complete(last.job());
        } else if (next instanceof Watch.Again again) {
            again.news().ifPresent(listener);
            final Executor later =
                    CompletableFuture.delayedExecutor(again.pause().toNanos(), TimeUnit.NANOSECONDS);
            later.execute(this::sendNext);
        }
    }
}
