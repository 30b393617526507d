package dev.hearth.worker.catalog;

import dev.hearth.ids.AppVersionId;
import dev.hearth.ids.TeamId;
import dev.hearth.proto.v1.CatalogGrpc;
import dev.hearth.proto.v1.GetVersionRequest;
import dev.hearth.proto.v1.VersionManifest;
import dev.hearth.worker.peers.Peers;
import io.grpc.StatusRuntimeException;
import jakarta.inject.Singleton;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;

/** App versions, asked for once: they never change. For virtual threads: it waits. */
@Singleton
public class Versions {
    /** Beyond it the oldest answers are asked for again; one is a few kilobytes of lock. */
    private static final int MAX_REMEMBERED = 2_000;

    private final Peers peers;
    private final ConcurrentMap<Asked, AppVersion> known = new ConcurrentHashMap<>();

    public Versions(Peers peers) {
        this.peers = peers;
    }

    private record Asked(AppVersionId version, TeamId team) {}

    /** The version, as this team may use it. */
    public AppVersion require(AppVersionId version, TeamId team) throws Exception {
        Asked asked = new Asked(version, team);
        AppVersion remembered = known.get(asked);
        if (remembered != null) {
            return remembered;
        }
        AppVersion answer = peers.patience().call(() -> ask(asked));
        if (known.size() >= MAX_REMEMBERED) {
            known.clear();
        }
        known.put(asked, answer);
        return answer;
    }

    private AppVersion ask(Asked asked) throws StatusRuntimeException {
        VersionManifest manifest = CatalogGrpc.newBlockingStub(peers.gateway())
                .withDeadlineAfter(Peers.callLimit().toMillis(), TimeUnit.MILLISECONDS)
                .getVersion(GetVersionRequest.newBuilder()
                        .setAppVersionId(asked.version.value())
                        .setTeamId(asked.team.value())
                        .build());
        return VersionMapper.fromProto(manifest);
    }
}
