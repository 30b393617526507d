package dev.hearth.scheduler.api;

import dev.hearth.ids.EngineId;
import dev.hearth.ids.TaskId;
import dev.hearth.proto.v1.EngineDataCredit;
import dev.hearth.proto.v1.EngineDataGrpc;
import dev.hearth.proto.v1.EngineDataMessage;
import dev.hearth.proto.v1.PartialOutput;
import dev.hearth.scheduler.engine.EngineConfig;
import dev.hearth.scheduler.leader.Leadership;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;

/** Logs and partial outputs of every engine, as many bytes as it was granted. */
@GrpcService
class EngineDataGrpcService extends EngineDataGrpc.EngineDataImplBase {
    private final Leadership leadership;
    private final EngineConfig config;

    EngineDataGrpcService(Leadership leadership, EngineConfig config) {
        this.leadership = leadership;
        this.config = config;
    }

    @Override
    public StreamObserver<EngineDataMessage> stream(StreamObserver<EngineDataCredit> out) {
        EngineId engine = EngineControlGrpcService.callingEngine();
        Credit credit = new Credit(out);
        credit.grant(config.dataCreditBytes());
        return new StreamObserver<>() {
            @Override
            public void onNext(EngineDataMessage message) {
                take(engine, message, credit);
            }

            @Override
            public void onError(Throwable error) {
                credit.end();
            }

            @Override
            public void onCompleted() {
                credit.complete();
            }
        };
    }

    private void take(EngineId engine, EngineDataMessage message, Credit credit) {
        int bytes = message.getSerializedSize();
        TaskId task = new TaskId(message.getTaskId());
        switch (message.getDataCase()) {
            case LOG ->
                leadership.ifLeading(reign -> reign.log(
                        engine,
                        task,
                        EngineMapper.toLog(message.getAttempt(), message.getLog()),
                        () -> credit.grant(bytes)));
            case OUTPUT -> {
                PartialOutput output = message.getOutput();
                leadership.ifLeading(reign -> {
                    reign.partialOutput(engine, task, message.getAttempt(), output.getSequence(), output.getOutput());
                    credit.grant(bytes);
                });
            }
            case DATA_NOT_SET -> credit.grant(bytes);
        }
    }

    /** Grants bytes; the stream's observer is used by one thread at a time through this object's monitor. */
    private static final class Credit {
        private final StreamObserver<EngineDataCredit> out;
        private boolean ended;

        private Credit(StreamObserver<EngineDataCredit> out) {
            this.out = out;
        }

        synchronized void grant(long bytes) {
            if (!ended) {
                out.onNext(EngineDataCredit.newBuilder().setBytes(bytes).build());
            }
        }

        synchronized void complete() {
            if (!ended) {
                ended = true;
                out.onCompleted();
            }
        }

        synchronized void end() {
            ended = true;
        }
    }
}
