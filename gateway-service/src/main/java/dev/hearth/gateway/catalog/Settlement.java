package dev.hearth.gateway.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.errors.TaskErrorCode;
import dev.hearth.ids.AppId;
import dev.hearth.ids.AppVersionId;
import dev.hearth.json.BuildOutput;
import dev.hearth.proto.v1.Task;
import dev.hearth.proto.v1.TaskStatus;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Decides what becomes of a version whose build has ended. A version is settled once, however often it is tried and by
 * how many replicas: its app's row is locked meanwhile, and only one that is still building is changed.
 */
@ApplicationScoped
class Settlement {
    private static final Logger LOG = Logger.getLogger(Settlement.class);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final AppRepository apps;
    private final VersionRepository versions;
    private final Clock clock;

    Settlement(AppRepository apps, VersionRepository versions, Clock clock) {
        this.apps = apps;
        this.versions = versions;
        this.clock = clock;
    }

    /** Settles a version by its final build task. */
    @WithTransaction
    Uni<Void> settle(AppId appId, AppVersionId versionId, Task build) {
        return apps.lock(appId)
                .chain(app -> versions.find(versionId)
                        .chain(version -> app == null || version == null || !version.isBuilding()
                                ? Uni.createFrom().voidItem()
                                : settle(app, version, build)));
    }

    /** Settles a version whose build cannot even be submitted. */
    @WithTransaction
    Uni<Void> refuse(AppVersionId versionId, String reason) {
        return versions.find(versionId)
                .invoke(version -> {
                    if (version != null && version.isBuilding()) {
                        fail(version, reason, TaskErrorCode.BUILD_FAILED.name());
                    }
                })
                .replaceWithVoid();
    }

    private Uni<Void> settle(AppRow app, VersionRow version, Task build) {
        if (build.getStatus() != TaskStatus.TASK_STATUS_COMPLETED) {
            boolean cancelled = build.getStatus() == TaskStatus.TASK_STATUS_CANCELLED;
            String error = build.getError().isEmpty() && cancelled ? "the build was cancelled" : build.getError();
            fail(version, error, build.getErrorCode());
            return Uni.createFrom().voidItem();
        }
        Optional<BuildOutput> output = outputOf(build);
        if (output.isEmpty()) {
            fail(version, "the build's output cannot be read", TaskErrorCode.BUILD_FAILED.name());
            return Uni.createFrom().voidItem();
        }
        return moveTag(version).chain(() -> becomeReady(app, version, output.get()));
    }

    private static Optional<BuildOutput> outputOf(Task build) {
        try {
            BuildOutput output = MAPPER.readValue(build.getOutput().toByteArray(), BuildOutput.class);
            boolean complete = Stream.of(
                            output.python(),
                            output.lock(),
                            output.secondLock(),
                            output.functions(),
                            output.manifest(),
                            output.warnings())
                    .allMatch(Objects::nonNull);
            return complete ? Optional.of(output) : Optional.empty();
        } catch (IOException e) {
            LOG.errorf("output of build %s: %s", build.getSpec().getTaskId(), e.getMessage());
            return Optional.empty();
        }
    }

    private Uni<Void> moveTag(VersionRow version) {
        return version.tag == null
                ? Uni.createFrom().voidItem()
                : versions.freeTag(new AppId(version.appId), version.tag);
    }

    private Uni<Void> becomeReady(AppRow app, VersionRow version, BuildOutput output) {
        version.python = output.python();
        version.lock = storable(output.lock());
        version.secondLock = storable(output.secondLock());
        version.functions = functions(output).toString();
        version.defaultFunction = output.defaultFunction();
        version.inputSchema = text(output.inputSchema());
        version.outputSchema = text(output.outputSchema());
        version.setupSchema = text(output.setupSchema());
        version.manifest = output.manifest().toString();
        version.warnings = output.warnings().stream().map(Settlement::storable).toList();
        version.status = VersionStatus.READY.wire();
        version.updatedAt = clock.instant();
        LOG.infof("version %s of app %s is ready", version.id, VersionLookup.nameOf(app));
        if (!version.becomesCurrent) {
            return Uni.createFrom().voidItem();
        }
        String current = app.currentVersionId;
        return current == null
                ? becomeCurrent(app, version)
                : versions.find(new AppVersionId(current))
                        .chain(earlier ->
                                isLater(earlier, version) ? Uni.createFrom().voidItem() : becomeCurrent(app, version));
    }

    /** A slow build does not push back what was published after it. */
    private static boolean isLater(@Nullable VersionRow current, VersionRow version) {
        return current != null && current.createdAt.isAfter(version.createdAt);
    }

    private Uni<Void> becomeCurrent(AppRow app, VersionRow version) {
        Manifest manifest = Manifest.parse(version.manifest);
        app.currentVersionId = version.id;
        app.description = or(storable(manifest.text("description")), app.description);
        app.category = or(storable(manifest.text("category")), app.category);
        if (!manifest.object("images").isEmpty()) {
            app.images = manifest.object("images").toString();
        }
        app.updatedAt = clock.instant();
        return Uni.createFrom().voidItem();
    }

    private void fail(VersionRow version, String error, String errorCode) {
        version.status = VersionStatus.FAILED.wire();
        version.error = error.isEmpty() ? "the build failed" : storable(error);
        version.errorCode = errorCode.isEmpty() ? TaskErrorCode.BUILD_FAILED.name() : errorCode;
        version.updatedAt = clock.instant();
        LOG.infof("version %s failed: %s", version.id, version.errorCode);
    }

    private static ObjectNode functions(BuildOutput output) {
        ObjectNode functions = JsonNodeFactory.instance.objectNode();
        output.functions().forEach((name, function) -> {
            ObjectNode shown = functions.putObject(name);
            shown.put("name", name);
            shown.put("description", function.description());
            shown.set("input_schema", function.inputSchema());
            shown.set("output_schema", function.outputSchema());
        });
        return functions;
    }

    private static @Nullable String text(@Nullable JsonNode schema) {
        return schema == null || schema.isNull() ? null : schema.toString();
    }

    /** What an author wrote may hold U+0000, which the database refuses; a version must not stay unsettled for that. */
    private static String storable(String text) {
        return text.replace("\u0000", "");
    }

    private static String or(String wanted, String is) {
        return wanted.isEmpty() ? is : wanted;
    }
}
