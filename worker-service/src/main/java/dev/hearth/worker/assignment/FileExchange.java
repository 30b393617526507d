package dev.hearth.worker.assignment;

import dev.hearth.worker.files.FileUnavailableException;
import dev.hearth.worker.files.InputFiles;
import dev.hearth.worker.files.OutputFiles;
import dev.hearth.worker.jail.Mount;
import dev.hearth.worker.runner.Runner;
import dev.hearth.worker.runner.RunnerMessage;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;

/** Answers a runner that asks for files or has some: each request on a thread of its own, so many at a time. */
@Singleton
public class FileExchange {
    private final InputFiles inputs;
    private final OutputFiles outputs;

    public FileExchange(InputFiles inputs, OutputFiles outputs) {
        this.inputs = inputs;
        this.outputs = outputs;
    }

    void fetch(Runner runner, Attempt attempt, RunnerMessage.Fetch request) {
        TaskOrder order = attempt.order();
        runner.answering(() -> {
            try {
                Path taskFolder = runner.folder().files().resolve(order.taskId().value());
                InputFiles.InputFile file =
                        inputs.fetch(order.runner().team(), request.uri(), request.filename(), taskFolder);
                if (!file.ours().isEmpty()) {
                    attempt.ownFiles().put(file.uri(), file.ours());
                }
                Mount shown = Mount.writable(runner.folder().files(), "/files");
                Path seen = runner.inside(shown)
                        .resolve(shown.host().relativize(file.file()).toString());
                runner.fetched(
                        request.requestId(),
                        seen.toString(),
                        file.uri(),
                        file.contentType(),
                        file.size(),
                        file.filename());
            } catch (FileUnavailableException | IOException | RuntimeException e) {
                runner.fetchFailed(request.requestId(), String.valueOf(e.getMessage()));
            } catch (InterruptedException e) {
                runner.fetchFailed(request.requestId(), "the engine is stopping");
            }
        });
    }

    void upload(Runner runner, Attempt attempt, RunnerMessage.Upload request) {
        TaskOrder order = attempt.order();
        String known = attempt.ownFiles().get(request.uri());
        if (known != null) {
            runner.uploaded(request.requestId(), known);
            return;
        }
        runner.answering(() -> {
            try {
                Path source = runner.inside(Mount.writable(runner.folder().app(), "/app"))
                        .resolve("src");
                String path = source.resolve(request.path()).normalize().toString();
                String uri = runner.isJailed()
                        ? outputs.upload(
                                order.runner().team(),
                                runner.folder().writable(),
                                path,
                                request.filename(),
                                request.contentType())
                        : outputs.uploadOpen(order.runner().team(), path, request.filename(), request.contentType());
                runner.uploaded(request.requestId(), uri);
            } catch (FileUnavailableException | IOException | RuntimeException e) {
                runner.uploadFailed(request.requestId(), String.valueOf(e.getMessage()));
            } catch (InterruptedException e) {
                runner.uploadFailed(request.requestId(), "the engine is stopping");
            }
        });
    }
}
