package dev.hearth.gateway.testing;

import com.google.protobuf.Timestamp;
import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.GrpcErrors;
import dev.hearth.errors.ServiceException;
import dev.hearth.proto.v1.EndSessionRequest;
import dev.hearth.proto.v1.GetSessionRequest;
import dev.hearth.proto.v1.KeepSessionAliveRequest;
import dev.hearth.proto.v1.ListSessionsReply;
import dev.hearth.proto.v1.ListSessionsRequest;
import dev.hearth.proto.v1.Session;
import dev.hearth.proto.v1.SessionStatus;
import dev.hearth.proto.v1.SessionsGrpc;
import dev.hearth.proto.v1.TaskSpec;
import io.grpc.stub.StreamObserver;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Sessions that are what a test says. */
public final class ScriptedSessions extends SessionsGrpc.SessionsImplBase {
    private static final int PAGE = 500;

    private final Map<String, Session> sessions = new LinkedHashMap<>();

    /** A session is over now, for this reason. */
    public synchronized void become(String id, SessionStatus status) {
        sessions.computeIfPresent(
                id,
                (_, session) -> session.toBuilder()
                        .setStatus(status)
                        .setEndedAt(Timestamp.newBuilder().setSeconds(2_000))
                        .build());
    }

    public synchronized void add(Session session) {
        sessions.put(session.getSessionId(), session);
    }

    public synchronized Session get(String id) {
        return require(id, "");
    }

    /** As the scheduler does: opens a session, or refuses with what it has become. */
    synchronized void admit(TaskSpec spec) {
        if (!spec.hasSession()) {
            return;
        }
        String id = spec.getSession().getSessionId();
        if (spec.getSession().getOpens()) {
            sessions.putIfAbsent(
                    id,
                    Session.newBuilder()
                            .setSessionId(id)
                            .setTeamId(spec.getTeamId())
                            .setUserId(spec.getUserId())
                            .setAppId(spec.getAppId())
                            .setAppVersionId(spec.getAppVersionId())
                            .setSetupHash(spec.getSetupHash())
                            .setSetup(spec.getSetup())
                            .setStatus(SessionStatus.SESSION_STATUS_ACTIVE)
                            .setIdleTimeoutSeconds(spec.getSession().getIdleTimeoutSeconds())
                            .setCreatedAt(Timestamp.newBuilder().setSeconds(1_000))
                            .setExpiresAt(Timestamp.newBuilder().setSeconds(1_060))
                            .setTaskId(spec.getTaskId())
                            .build());
        } else {
            requireActive(require(id, spec.getTeamId()));
        }
    }

    @Override
    public void getSession(GetSessionRequest request, StreamObserver<Session> answer) {
        answer(answer, () -> require(request.getSessionId(), request.getTeamId()));
    }

    @Override
    public void listSessions(ListSessionsRequest request, StreamObserver<ListSessionsReply> answer) {
        answer(answer, () -> {
            List<Session> all = sessions.values().stream()
                    .filter(session -> session.getTeamId().equals(request.getTeamId()))
                    .toList();
            int from = request.getCursor().isEmpty() ? 0 : Integer.parseInt(request.getCursor());
            int to = Math.min(all.size(), from + PAGE);
            return ListSessionsReply.newBuilder()
                    .addAllSessions(all.subList(from, to))
                    .setNextCursor(to < all.size() ? String.valueOf(to) : "")
                    .build();
        });
    }

    @Override
    public void keepSessionAlive(KeepSessionAliveRequest request, StreamObserver<Session> answer) {
        answer(answer, () -> {
            Session session = requireActive(require(request.getSessionId(), request.getTeamId()));
            Session kept = session.toBuilder()
                    .setExpiresAt(Timestamp.newBuilder()
                            .setSeconds(session.getExpiresAt().getSeconds() + 60))
                    .build();
            sessions.put(kept.getSessionId(), kept);
            return kept;
        });
    }

    @Override
    public void endSession(EndSessionRequest request, StreamObserver<Session> answer) {
        answer(answer, () -> {
            Session session = require(request.getSessionId(), request.getTeamId());
            if (session.getStatus() == SessionStatus.SESSION_STATUS_ACTIVE) {
                become(session.getSessionId(), SessionStatus.SESSION_STATUS_ENDED);
            }
            return session;
        });
    }

    private synchronized <T> void answer(StreamObserver<T> answer, Supplier<T> work) {
        try {
            T reply = work.get();
            answer.onNext(reply);
            answer.onCompleted();
        } catch (ServiceException e) {
            answer.onError(GrpcErrors.toGrpc(e));
        }
    }

    private Session require(String id, String team) {
        Session session = sessions.get(id);
        if (session == null || !(team.isEmpty() || session.getTeamId().equals(team))) {
            throw new ServiceException(ErrorCode.SESSION_NOT_FOUND, "session not found: " + id);
        }
        return session;
    }

    private static Session requireActive(Session session) {
        String id = session.getSessionId();
        return switch (session.getStatus()) {
            case SESSION_STATUS_EXPIRED ->
                throw new ServiceException(ErrorCode.SESSION_EXPIRED, "session expired: " + id);
            case SESSION_STATUS_ENDED -> throw new ServiceException(ErrorCode.SESSION_ENDED, "session ended: " + id);
            case SESSION_STATUS_LOST -> throw new ServiceException(ErrorCode.WORKER_LOST, "worker lost: " + id);
            default -> session;
        };
    }
}
