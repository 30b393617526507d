package dev.hearth.scheduler.api;

import dev.hearth.ids.SessionId;
import dev.hearth.ids.TeamId;
import dev.hearth.proto.v1.EndSessionRequest;
import dev.hearth.proto.v1.GetSessionRequest;
import dev.hearth.proto.v1.KeepSessionAliveRequest;
import dev.hearth.proto.v1.ListSessionsReply;
import dev.hearth.proto.v1.ListSessionsRequest;
import dev.hearth.proto.v1.Session;
import dev.hearth.proto.v1.SessionsGrpc;
import dev.hearth.scheduler.leader.Leadership;
import dev.hearth.scheduler.leader.Leadership.Standing;
import dev.hearth.scheduler.session.SessionPage;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;

/** The {@code Sessions} service. Commands need the leader; any replica reads. */
@GrpcService
class SessionsGrpcService extends SessionsGrpc.SessionsImplBase {
    private final Leadership leadership;

    SessionsGrpcService(Leadership leadership) {
        this.leadership = leadership;
    }

    @Override
    public void getSession(GetSessionRequest request, StreamObserver<Session> out) {
        SessionId id = SessionMapper.toId(request.getSessionId());
        TeamId team = new TeamId(request.getTeamId());
        Answers.answer(
                switch (leadership.standing()) {
                    case Standing.Leading _ -> leadership.lead(reign -> reign.session(id, team));
                    case Standing.Standby _ -> leadership.findStoredSession(id, team);
                },
                out,
                SessionMapper::toMessage);
    }

    @Override
    public void listSessions(ListSessionsRequest request, StreamObserver<ListSessionsReply> out) {
        SessionPage.Query query = SessionMapper.toQuery(request);
        Answers.answer(
                switch (leadership.standing()) {
                    case Standing.Leading _ -> leadership.lead(reign -> reign.sessions(query));
                    case Standing.Standby _ -> leadership.listStoredSessions(query);
                },
                out,
                SessionMapper::toMessage);
    }

    @Override
    public void keepSessionAlive(KeepSessionAliveRequest request, StreamObserver<Session> out) {
        Answers.answer(
                leadership.lead(reign -> reign.keepSessionAlive(
                        SessionMapper.toId(request.getSessionId()), new TeamId(request.getTeamId()))),
                out,
                SessionMapper::toMessage);
    }

    @Override
    public void endSession(EndSessionRequest request, StreamObserver<Session> out) {
        Answers.answer(
                leadership.lead(reign ->
                        reign.endSession(SessionMapper.toId(request.getSessionId()), new TeamId(request.getTeamId()))),
                out,
                SessionMapper::toMessage);
    }
}
