package dev.hearth.gateway.run;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UnsafeByteOperations;
import dev.hearth.gateway.catalog.Need;
import dev.hearth.gateway.catalog.ResolvedFunction;
import dev.hearth.gateway.catalog.ResourceNeeds;
import dev.hearth.gateway.http.Requirement;
import dev.hearth.gateway.http.RequirementsNotMet;
import dev.hearth.gateway.http.StrictJson;
import dev.hearth.gateway.secret.SecretSet;
import dev.hearth.gateway.team.Caller;
import dev.hearth.proto.v1.Resources;
import dev.hearth.proto.v1.TaskKind;
import dev.hearth.proto.v1.TaskSpec;
import java.time.Instant;
import java.util.List;

/** Makes the description of a task from a request and the function it means. */
final class TaskSpecs {
    private TaskSpecs() {}

    /**
     * Without its id and attributes.
     *
     * @param input the request's, files taken in
     * @param secrets what the calling team has set
     */
    static TaskSpec.Builder of(
            Caller caller, RunRequest request, RunTarget.Resolved target, byte[] input, SecretSet secrets) {
        ResolvedFunction function = target.function();
        List<String> injected = secrets.setOf(function.secretNames());
        byte[] setup = function.setup().fill(request.setup() == null ? null : StrictJson.treeOf(request.setup()));
        TaskSpec.Builder spec = TaskSpec.newBuilder()
                .setTeamId(caller.team().value())
                .setUserId(caller.user().value())
                .setAppId(function.appId().value())
                .setAppVersionId(function.versionId().value())
                .setFunction(function.function())
                .setSetupHash(SetupHashes.of(function.versionId(), setup, secrets.fingerprintOf(injected))
                        .value())
                .setInput(wrap(input))
                .setSetup(wrap(setup))
                .setKind(TaskKind.TASK_KIND_RUN)
                .setResources(resources(function.resources(), request.workers()))
                .setMaxAttempts(attempts(request, function))
                .setMaxRunSeconds(request.maxRunSeconds() > 0 ? request.maxRunSeconds() : function.maxRunSeconds())
                .addAllSecretNames(injected)
                .setPriority(request.priority());
        addSession(spec, request, target.session(), setup);
        if (request.runAt() != null) {
            spec.setRunAt(timestamp(request.runAt()));
        }
        return spec;
    }

    /** The runner of an open session has the setup it was opened with. Its calls never run twice: nothing could. */
    private static void addSession(TaskSpec.Builder spec, RunRequest request, SessionTerms terms, byte[] setup) {
        if (terms.use() == null) {
            return;
        }
        spec.setSession(terms.use()).setMaxAttempts(1);
        ByteString ofRunner = terms.setup(request.setup() != null, setup);
        if (ofRunner != null && terms.open() != null) {
            spec.setSetup(ofRunner).setSetupHash(terms.open().getSetupHash());
        }
    }

    /** Refuses with 412 what the calling team cannot run. */
    static void requireMet(ResolvedFunction function, SecretSet secrets) {
        List<Requirement> unmet = unmet(function, secrets);
        if (!unmet.isEmpty()) {
            throw new RequirementsNotMet(unmet);
        }
    }

    static List<Requirement> unmet(ResolvedFunction function, SecretSet secrets) {
        return function.needs().stream()
                .filter(need -> !need.isMetBy(secrets.names()))
                .map(Need::requirement)
                .toList();
    }

    /** An app that must not run twice does not, whatever the request allows. */
    private static int attempts(RunRequest request, ResolvedFunction function) {
        return request.maxAttempts() == 0 || function.maxAttempts() == 1
                ? function.maxAttempts()
                : request.maxAttempts();
    }

    private static Resources resources(ResourceNeeds needs, List<String> workers) {
        return Resources.newBuilder()
                .setGpuCount(needs.gpuCount())
                .setGpuType(needs.gpuType())
                .setVramBytes(needs.vramBytes())
                .setRamBytes(needs.ramBytes())
                .addAllWorkerIds(workers)
                .build();
    }

    private static Timestamp timestamp(Instant at) {
        return Timestamp.newBuilder()
                .setSeconds(at.getEpochSecond())
                .setNanos(at.getNano())
                .build();
    }

    private static ByteString wrap(byte[] bytes) {
        return UnsafeByteOperations.unsafeWrap(bytes);
    }
}
