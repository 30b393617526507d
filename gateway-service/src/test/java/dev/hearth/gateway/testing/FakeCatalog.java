package dev.hearth.gateway.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import dev.hearth.gateway.catalog.AppCatalog;
import dev.hearth.gateway.catalog.AppReference;
import dev.hearth.gateway.catalog.FunctionDescription;
import dev.hearth.gateway.catalog.FunctionFiles;
import dev.hearth.gateway.catalog.Need;
import dev.hearth.gateway.catalog.ResolvedFunction;
import dev.hearth.gateway.catalog.ResourceNeeds;
import dev.hearth.gateway.catalog.SetupDefaults;
import dev.hearth.gateway.catalog.VersionIdentity;
import dev.hearth.gateway.file.FilePositions;
import dev.hearth.gateway.http.Requirement;
import dev.hearth.gateway.team.Caller;
import dev.hearth.ids.AppId;
import dev.hearth.ids.AppVersionId;
import dev.hearth.ids.TeamId;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Apps by name: {@code test/echo} has two functions and a setup, {@code test/files} takes and gives a file,
 * {@code test/secret} needs the secret {@code HF_TOKEN}.
 */
public final class FakeCatalog implements AppCatalog {
    public static final AppVersionId ECHO = new AppVersionId("vers0000000000000000000000");
    public static final AppVersionId FILES = new AppVersionId("vers1111111111111111111111");

    private static final byte[] INPUT_SCHEMA = "{\"type\":\"object\"}".getBytes(StandardCharsets.UTF_8);
    private static final byte[] NO_SCHEMA = {};
    private static final FilePositions FILE = FilePositions.of(
            json("{\"type\":\"object\",\"properties\":{\"file\":{\"type\":\"string\",\"format\":\"file\"}}}"));
    private static final SetupDefaults SETUP = SetupDefaults.of(
            json("{\"type\":\"object\",\"properties\":{\"model\":{\"type\":\"string\",\"default\":\"small\"}}}"));

    @Override
    public Uni<ResolvedFunction> resolve(Caller caller, AppReference reference, @Nullable String function) {
        String named = function == null ? reference.function() : function;
        String wanted = named == null ? "run" : named;
        String name = switch (reference) {
            case AppReference.Named app -> (app.namespace() == null ? "test" : app.namespace()) + "/" + app.name();
            case AppReference.Identified app -> app.appId().equals("app00000000000000000000000") ? "test/echo" : "";
        };
        return switch (name) {
            case "test/echo" ->
                wanted.equals("run") || wanted.equals("upscale")
                        ? Uni.createFrom().item(resolved(ECHO, wanted, SETUP, FilePositions.NONE, List.of()))
                        : failure(ErrorCode.INVALID_REQUEST, "test/echo has no function " + wanted);
            case "test/files" ->
                Uni.createFrom().item(resolved(FILES, wanted, SetupDefaults.NO_SETUP, FILE, List.of()));
            case "test/secret" ->
                Uni.createFrom()
                        .item(resolved(ECHO, wanted, SetupDefaults.NO_SETUP, FilePositions.NONE, List.of("HF_TOKEN")));
            default -> failure(ErrorCode.NOT_FOUND, "app not found: " + reference);
        };
    }

    @Override
    public Uni<FunctionDescription> describe(Caller caller, AppReference reference, @Nullable String function) {
        return resolve(caller, reference, function)
                .map(found -> new FunctionDescription(found, "Says it again.", INPUT_SCHEMA, NO_SCHEMA));
    }

    /** {@code test/files} stands for another app, and every version but the one there is for another version. */
    @Override
    public Uni<VersionIdentity> identify(Caller caller, AppReference reference) {
        return resolve(caller, reference.withoutFunction(), null).map(function -> {
            boolean isFiles = function.versionId().equals(FILES);
            String version = reference.version();
            return new VersionIdentity(
                    isFiles ? new AppId("app11111111111111111111111") : function.appId(),
                    version == null ? function.versionId() : new AppVersionId(version));
        });
    }

    @Override
    public Uni<FunctionFiles> filesOf(AppVersionId version, String function) {
        return Uni.createFrom().item(version.equals(FILES) ? new FunctionFiles(FILE, FILE) : FunctionFiles.NONE);
    }

    private static ResolvedFunction resolved(
            AppVersionId version, String function, SetupDefaults setup, FilePositions files, List<String> secrets) {
        return new ResolvedFunction(
                new AppId("app00000000000000000000000"),
                version,
                new TeamId("team9999999999999999999999"),
                "test",
                "echo",
                function,
                ResourceNeeds.NONE,
                setup,
                secrets,
                secrets.stream()
                        .map(key -> new Need(Requirement.secret(key), List.of(Set.of(key))))
                        .toList(),
                0,
                0,
                files,
                files);
    }

    private static <T> Uni<T> failure(ErrorCode code, String message) {
        return Uni.createFrom().failure(new ServiceException(code, message));
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
