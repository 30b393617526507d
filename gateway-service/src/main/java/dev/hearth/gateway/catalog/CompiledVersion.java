package dev.hearth.gateway.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hearth.gateway.file.FilePositions;
import dev.hearth.ids.AppId;
import dev.hearth.ids.AppVersionId;
import dev.hearth.ids.TeamId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A ready version with its schemas read, so that a call costs no more than a look into a map. Immutable, as versions are. */
final class CompiledVersion {
    /** What a call of an app in legacy mode runs: it has no functions of its own. */
    private static final String LEGACY_FUNCTION = "run";

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final String reference;
    private final VersionIdentity identity;
    private final Map<String, ResolvedFunction> functions;
    private final @Nullable String defaultFunction;
    private final Descriptions descriptions;

    private CompiledVersion(
            String reference,
            VersionIdentity identity,
            Map<String, ResolvedFunction> functions,
            @Nullable String defaultFunction,
            Descriptions descriptions) {
        this.descriptions = descriptions;
        this.reference = reference;
        this.identity = identity;
        this.functions = functions;
        this.defaultFunction = defaultFunction;
    }

    static CompiledVersion of(AppRow app, VersionRow version) {
        Map<String, FunctionFiles> files = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> function : tree(version.functions).properties()) {
            JsonNode schemas = function.getValue();
            files.put(
                    function.getKey(),
                    new FunctionFiles(
                            FilePositions.of(schemas.get("input_schema")),
                            FilePositions.of(schemas.get("output_schema"))));
        }
        if (version.defaultFunction != null || files.isEmpty()) {
            // A default function without schemas of its own, and an app in legacy mode, have those of the version.
            files.putIfAbsent(
                    Objects.requireNonNullElse(version.defaultFunction, LEGACY_FUNCTION),
                    new FunctionFiles(
                            FilePositions.of(treeOrNull(version.inputSchema)),
                            FilePositions.of(treeOrNull(version.outputSchema))));
        }
        Manifest manifest = Manifest.parse(version.manifest);
        SetupDefaults setup = SetupDefaults.of(treeOrNull(version.setupSchema));
        Map<String, ResolvedFunction> functions = new LinkedHashMap<>();
        files.forEach(
                (name, positions) -> functions.put(name, resolved(app, version, name, positions, manifest, setup)));
        return new CompiledVersion(
                app.namespace + "/" + app.name,
                new VersionIdentity(new AppId(app.id), new AppVersionId(version.id)),
                functions,
                defaultOf(version, functions),
                Descriptions.of(app, version));
    }

    VersionIdentity identity() {
        return identity;
    }

    /** The function of this name, or the default one; {@code invalid_request} if there is none. */
    ResolvedFunction require(@Nullable String name) {
        String wanted = name == null || name.isEmpty() ? defaultFunction : name;
        if (wanted == null) {
            throw CatalogErrors.functionRequired(reference, functions.keySet());
        }
        ResolvedFunction function = functions.get(wanted);
        if (function == null) {
            throw CatalogErrors.unknownFunction(reference, wanted, functions.keySet());
        }
        return function;
    }

    /** As {@link #require}, with what the function says about itself. */
    FunctionDescription describe(@Nullable String name) {
        return descriptions.of(require(name));
    }

    FunctionFiles filesOf(String name) {
        ResolvedFunction function = functions.get(name);
        return function == null ? FunctionFiles.NONE : new FunctionFiles(function.inputFiles(), function.outputFiles());
    }

    /** Names as the build found them; none in legacy mode. */
    static List<String> functionNames(VersionRow version) {
        return tree(version.functions).propertyStream().map(Map.Entry::getKey).toList();
    }

    private static ResolvedFunction resolved(
            AppRow app, VersionRow version, String name, FunctionFiles files, Manifest manifest, SetupDefaults setup) {
        return new ResolvedFunction(
                new AppId(app.id),
                new AppVersionId(version.id),
                new TeamId(version.teamId),
                app.namespace,
                app.name,
                name,
                manifest.resources(),
                setup,
                manifest.secretNames(),
                manifest.needs(),
                manifest.maxRunSeconds(),
                manifest.maxAttempts(),
                files.input(),
                files.output());
    }

    private static @Nullable String defaultOf(VersionRow version, Map<String, ResolvedFunction> functions) {
        if (version.defaultFunction != null && functions.containsKey(version.defaultFunction)) {
            return version.defaultFunction;
        }
        if (functions.containsKey(LEGACY_FUNCTION)) {
            return LEGACY_FUNCTION;
        }
        return functions.size() == 1 ? functions.keySet().iterator().next() : null;
    }

    private static @Nullable JsonNode treeOrNull(@Nullable String json) {
        return json == null ? null : tree(json);
    }

    private static JsonNode tree(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored version holds malformed JSON", e);
        }
    }
}
