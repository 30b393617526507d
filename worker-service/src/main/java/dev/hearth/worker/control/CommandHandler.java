package dev.hearth.worker.control;

import dev.hearth.ids.TaskId;
import dev.hearth.ids.WorkerId;
import dev.hearth.proto.v1.Assign;
import dev.hearth.proto.v1.CancelAssignment;
import dev.hearth.proto.v1.EngineCommand;
import dev.hearth.proto.v1.EngineMessage;
import dev.hearth.proto.v1.Recall;
import dev.hearth.proto.v1.RecallReply;
import dev.hearth.worker.assignment.TaskOrder;
import dev.hearth.worker.assignment.Workers;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Carries out what the leader commands, on the network thread: an assignment to a warm runner is on its socket when it returns. */
@Singleton
public class CommandHandler {
    private static final Logger LOG = Logger.getLogger(CommandHandler.class);

    private final Workers workers;
    private final ResultKeeper results;
    private final ControlOutbound outbound;

    public CommandHandler(Workers workers, ResultKeeper results, ControlOutbound outbound) {
        this.workers = workers;
        this.results = results;
        this.outbound = outbound;
    }

    /** Commands about tasks and runners; those about the connection are the connection's own. */
    void handle(EngineCommand command) {
        switch (command.getCommandCase()) {
            case ASSIGN -> assign(command.getAssign());
            case RECALL -> recall(command.getRecall());
            case CANCEL -> cancel(command.getCancel());
            case SETTLED ->
                results.settled(
                        command.getSettled().getTaskId(), command.getSettled().getAttempt());
            case UNLOAD ->
                workers.unload(
                        new WorkerId(command.getUnload().getWorkerId()),
                        ControlMapper.keyOf(command.getUnload().getRunner()));
            case ABANDON ->
                workers.abandon(
                        new TaskId(command.getAbandon().getTaskId()),
                        command.getAbandon().getAttempt());
            case WELCOME, HEARTBEAT_ACK, DRAIN, COMMAND_NOT_SET ->
                LOG.debugf("not a command about tasks: %s", command.getCommandCase());
        }
    }

    private void assign(Assign assign) {
        TaskOrder order = ControlMapper.orderOf(assign);
        if (results.isKept(order.taskId().value(), order.attempt())) {
            return; // done already; its result is on its way
        }
        try {
            workers.assign(
                    new WorkerId(assign.getWorkerId()),
                    order,
                    assign.getEvictList().stream().map(ControlMapper::keyOf).toList());
        } catch (IllegalArgumentException e) {
            LOG.warnf("handed back: %s", e.getMessage());
            outbound.report(ControlMapper.returned(order));
        }
    }

    private void recall(Recall recall) {
        boolean confirmed = !results.isKept(recall.getTaskId(), recall.getAttempt())
                && workers.recall(new TaskId(recall.getTaskId()), recall.getAttempt());
        RecallReply reply = RecallReply.newBuilder()
                .setTaskId(recall.getTaskId())
                .setAttempt(recall.getAttempt())
                .setConfirmed(confirmed)
                .build();
        outbound.send(EngineMessage.newBuilder().setRecallReply(reply).build());
    }

    private void cancel(CancelAssignment cancel) {
        workers.cancel(
                new TaskId(cancel.getTaskId()),
                cancel.getAttempt(),
                cancel.getForce(),
                Duration.ofMillis(cancel.getGraceMilliseconds()));
    }
}
