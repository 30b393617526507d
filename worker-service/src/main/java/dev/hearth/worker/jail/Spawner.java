package dev.hearth.worker.jail;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Starts every process of the engine, on one thread that never ends: a child that wants to die with its parent dies when the
 * thread that started it ends.
 */
final class Spawner {
    private final LinkedBlockingQueue<Request> requests = new LinkedBlockingQueue<>();

    Spawner() {
        Thread.ofPlatform().daemon().name("engine-spawner").start(this::serve);
    }

    private record Request(ProcessBuilder builder, CompletableFuture<Process> started, AtomicBoolean isTaken) {
        /** True for one caller only: whoever starts it, or whoever gives it up before. */
        boolean take() {
            return isTaken.compareAndSet(false, true);
        }
    }

    Process start(ProcessBuilder builder) throws IOException, InterruptedException {
        Request request = new Request(builder, new CompletableFuture<>(), new AtomicBoolean());
        requests.add(request);
        try {
            return request.started.get();
        } catch (ExecutionException e) {
            throw new IOException("could not start " + builder.command().getFirst(), e.getCause());
        } catch (InterruptedException e) {
            if (!request.take()) { // it is being started: what it opens must stay until it has
                request.started
                        .handle((process, failure) -> process == null ? null : process.destroyForcibly())
                        .join();
            }
            throw e;
        }
    }

    private void serve() {
        while (true) {
            try {
                Request request = requests.take();
                if (!request.take()) {
                    continue;
                }
                try {
                    request.started.complete(request.builder.start());
                } catch (IOException | RuntimeException e) {
                    request.started.completeExceptionally(e);
                }
            } catch (InterruptedException e) {
                // Nobody interrupts this thread on purpose, and it must not end: its children would die.
            }
        }
    }
}
