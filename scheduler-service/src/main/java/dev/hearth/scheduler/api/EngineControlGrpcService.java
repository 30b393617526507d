package dev.hearth.scheduler.api;

import dev.hearth.credentials.CredentialServerInterceptor;
import dev.hearth.credentials.Principal;
import dev.hearth.ids.EngineId;
import dev.hearth.ids.TaskId;
import dev.hearth.proto.v1.EngineCommand;
import dev.hearth.proto.v1.EngineControlGrpc;
import dev.hearth.proto.v1.EngineMessage;
import dev.hearth.proto.v1.ResultSettled;
import dev.hearth.proto.v1.TaskResult;
import dev.hearth.scheduler.engine.EngineLine;
import dev.hearth.scheduler.engine.EngineOrder;
import dev.hearth.scheduler.engine.EngineReport;
import dev.hearth.scheduler.leader.Leadership;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import io.vertx.core.Future;

/** The stream of commands and reports of every engine. */
@GrpcService
class EngineControlGrpcService extends EngineControlGrpc.EngineControlImplBase {
    private final Leadership leadership;

    EngineControlGrpcService(Leadership leadership) {
        this.leadership = leadership;
    }

    @Override
    public StreamObserver<EngineMessage> connect(StreamObserver<EngineCommand> out) {
        return new Conversation(callingEngine(), out);
    }

    @Override
    public void reportResult(TaskResult request, StreamObserver<ResultSettled> out) {
        EngineId engine = callingEngine();
        Answers.answer(
                leadership.lead(reign -> reign.result(engine, EngineMapper.toResult(request))),
                out,
                accepted -> EngineMapper.settled(new TaskId(request.getTaskId()), request.getAttempt(), accepted));
    }

    /** The engine whose credential the call carries. */
    static EngineId callingEngine() {
        Principal caller = CredentialServerInterceptor.CALLER.get();
        if (caller == null || caller.kind() != Principal.Kind.ENGINE) {
            throw Status.PERMISSION_DENIED
                    .withDescription("only engines may call this")
                    .asRuntimeException();
        }
        return new EngineId(caller.name());
    }

    /** One stream. Messages come on the call's thread and are handed to the leader's in their order. */
    private final class Conversation implements StreamObserver<EngineMessage>, EngineLine {
        private final EngineId engine;
        private final StreamObserver<EngineCommand> out;
        private volatile boolean ended;
        private long epoch;

        private Conversation(EngineId engine, StreamObserver<EngineCommand> out) {
            this.engine = engine;
            this.out = out;
        }

        @Override
        public void onNext(EngineMessage message) {
            EngineReport report = EngineMapper.toReport(message);
            if (report instanceof EngineReport.Hello hello) {
                greet(message.getHello().getEngineId(), hello);
            } else {
                leadership.ifLeading(reign -> reign.report(engine, this, report));
            }
        }

        @Override
        public void onError(Throwable error) {
            ended = true;
            leadership.ifLeading(reign -> reign.disconnected(engine, this));
        }

        @Override
        public void onCompleted() {
            if (!ended) {
                ended = true;
                out.onCompleted();
            }
            leadership.ifLeading(reign -> reign.disconnected(engine, this));
        }

        @Override
        public void send(EngineOrder order) {
            if (!ended) {
                out.onNext(EngineMapper.toCommand(order, epoch));
            }
        }

        @Override
        public void end(Throwable reason) {
            if (!ended) {
                ended = true;
                out.onError(
                        reason instanceof StatusRuntimeException
                                ? reason
                                : Status.ABORTED
                                        .withDescription(reason.getMessage())
                                        .asRuntimeException());
            }
        }

        private void greet(String name, EngineReport.Hello hello) {
            if (!name.equals(engine.value())) {
                end(Status.PERMISSION_DENIED
                        .withDescription("engine %s says it is %s".formatted(engine, name))
                        .asRuntimeException());
                return;
            }
            leadership
                    .lead(reign -> {
                        epoch = reign.epoch();
                        reign.hello(engine, this, hello);
                        return Future.succeededFuture();
                    })
                    .onFailure(failure -> end(Answers.toGrpc(failure)));
        }
    }
}
