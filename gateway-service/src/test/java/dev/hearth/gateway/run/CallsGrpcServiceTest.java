package dev.hearth.gateway.run;

import static dev.hearth.gateway.testing.Eventually.assertThatSoon;
import static dev.hearth.proto.v1.TaskStatus.TASK_STATUS_CANCELLED;
import static dev.hearth.proto.v1.TaskStatus.TASK_STATUS_COMPLETED;
import static dev.hearth.proto.v1.TaskStatus.TASK_STATUS_DISPATCHED;
import static dev.hearth.proto.v1.TaskStatus.TASK_STATUS_RUNNING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.hearth.credentials.Credentials;
import dev.hearth.credentials.InternalKey;
import dev.hearth.credentials.Principal;
import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.GrpcErrors;
import dev.hearth.errors.ServiceException;
import dev.hearth.gateway.testing.FakeCatalog;
import dev.hearth.gateway.testing.FakeTeams;
import dev.hearth.gateway.testing.ScriptedScheduler;
import dev.hearth.gateway.testing.TestGateway;
import dev.hearth.ids.ChatId;
import dev.hearth.ids.FileId;
import dev.hearth.ids.TaskId;
import dev.hearth.ids.TeamId;
import dev.hearth.proto.v1.CallRequest;
import dev.hearth.proto.v1.CallTarget;
import dev.hearth.proto.v1.CallerIdentity;
import dev.hearth.proto.v1.CallsGrpc;
import dev.hearth.proto.v1.CancelTaskRequest;
import dev.hearth.proto.v1.DescribeCallRequest;
import dev.hearth.proto.v1.GetTaskRequest;
import dev.hearth.proto.v1.SubmitAndWatchCallRequest;
import dev.hearth.proto.v1.Task;
import dev.hearth.proto.v1.TaskSpec;
import dev.hearth.proto.v1.TaskUpdate;
import dev.hearth.proto.v1.WatchOptions;
import dev.hearth.proto.v1.WatchRequest;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.util.Iterator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls as agent-service makes them: the same checks and payloads as over HTTP. */
@Timeout(60)
class CallsGrpcServiceTest {
    private static final WatchOptions OUTPUTS =
            WatchOptions.newBuilder().setStatuses(true).setOutputs(true).build();

    private TestGateway gateway;
    private ScriptedScheduler scheduler;
    private ManagedChannel channel;

    @BeforeEach
    void start() {
        gateway = new TestGateway();
        scheduler = gateway.scheduler();
        channel = NettyChannelBuilder.forAddress("127.0.0.1", gateway.internalPort())
                .usePlaintext()
                .build();
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        gateway.close();
    }

    @Test
    void onlyAgentServiceMayCallApps() {
        assertRefused(
                ErrorCode.FORBIDDEN,
                () -> as(Principal.service("scheduler"))
                        .submit(call("test/echo", "{}").build()));
        assertRefused(
                ErrorCode.FORBIDDEN,
                () -> as(Principal.service("scheduler")).describe(DescribeCallRequest.getDefaultInstance()));
        assertRefused(
                ErrorCode.FORBIDDEN,
                () -> as(Principal.service("gateway"))
                        .watch(WatchRequest.getDefaultInstance())
                        .next());
        assertThatThrownBy(() -> as(Principal.engine("agent"))
                        .submit(call("test/echo", "{}").build()))
                .hasMessageContaining("PERMISSION_DENIED");
        assertThatThrownBy(() -> CallsGrpc.newBlockingStub(channel)
                        .submit(call("test/echo", "{}").build()))
                .hasMessageContaining("UNAUTHENTICATED");
        assertThat(scheduler.submissions()).isZero();
    }

    @Test
    void describesWhatAReferenceLeadsTo() {
        CallTarget target = asAgent()
                .describe(DescribeCallRequest.newBuilder()
                        .setCaller(caller())
                        .setApp("test/echo:upscale")
                        .build());

        assertThat(target.getAppVersionId()).isEqualTo(FakeCatalog.ECHO.value());
        assertThat(target.getAppName()).isEqualTo("test/echo");
        assertThat(target.getFunction()).isEqualTo("upscale");
        assertThat(target.getDescription()).isEqualTo("Says it again.");
        assertThat(target.getInputSchema().toStringUtf8()).isEqualTo("{\"type\":\"object\"}");
        assertThat(target.getOutputSchema().isEmpty()).isTrue();
        assertThat(target.hasUnmet()).isFalse();
    }

    @Test
    void tellsWithADescriptionWhatIsNotMet() {
        CallTarget target = asAgent()
                .describe(DescribeCallRequest.newBuilder()
                        .setCaller(caller())
                        .setApp("test/secret")
                        .build());

        assertThat(target.getUnmet().getMessage()).isEqualTo("secret HF_TOKEN is not set");
        assertThat(target.getUnmet().getList())
                .isEqualTo("[{\"type\":\"secret\",\"key\":\"HF_TOKEN\",\"message\":\"secret HF_TOKEN is not set\","
                        + "\"action\":{\"type\":\"add_secret\"}}]");
    }

    @Test
    void submitsACompleteTaskWithTheIdThatTheCallerChose() {
        CallRequest call = call("test/echo", "{\"b\" : 1.0}")
                .setSetup(bytes("{\"model\":\"large\"}"))
                .setMaxAttempts(1)
                .setMaxRunSeconds(7)
                .build();

        Task task = asAgent().submit(call);

        TaskSpec spec = scheduler.nextSubmission();
        assertThat(spec.getTaskId())
                .isEqualTo(call.getTaskId())
                .isEqualTo(task.getSpec().getTaskId());
        assertThat(spec.getTeamId()).isEqualTo(FakeTeams.TEAM.value());
        assertThat(spec.getUserId()).isEqualTo("user0000000000000000000000");
        assertThat(spec.getInput().toStringUtf8()).isEqualTo("{\"b\" : 1.0}");
        assertThat(spec.getSetup().toStringUtf8()).isEqualTo("{\"model\":\"large\"}");
        assertThat(spec.getMaxAttempts()).isEqualTo(1);
        assertThat(spec.getMaxRunSeconds()).isEqualTo(7);
        assertThat(task.getSpec().getInput().isEmpty()).isTrue();
    }

    @Test
    void theTaskShowsWhichChatAndAgentItComesFrom() {
        ChatId chat = ChatId.random();
        CallRequest call = call("test/echo", "{}")
                .setChatId(chat.value())
                .setAgentId("agent000000000000000000000")
                .setAgentVersionId("agent111111111111111111111")
                .build();

        asAgent().submit(call);

        var shown = gateway.http().get("/tasks/" + call.getTaskId()).data();
        assertThat(shown.path("chat_id").asText()).isEqualTo(chat.value());
        assertThat(shown.path("agent_id").asText()).isEqualTo("agent000000000000000000000");
        assertThat(shown.path("agent_version_id").asText()).isEqualTo("agent111111111111111111111");
    }

    @Test
    void aRepeatedSubmissionLeadsToTheSameTaskWhateverItsReferenceLeadsToByNow() {
        CallRequest call = call("test/echo", "{}").build();
        asAgent().submit(call);
        scheduler.complete(call.getTaskId(), "{\"done\":true}");

        Task again = asAgent().submit(call);
        Task changed = asAgent().submit(call.toBuilder().setApp("test/gone").build());
        Iterator<TaskUpdate> watched = asAgent()
                .submitAndWatch(watched(call.toBuilder().setApp("test/secret").build()));

        assertThat(again.getStatus()).isEqualTo(TASK_STATUS_COMPLETED);
        assertThat(changed.getOutput().toStringUtf8()).isEqualTo("{\"done\":true}");
        assertThat(watched.next().getFinal().getOutput().toStringUtf8()).isEqualTo("{\"done\":true}");
    }

    @Test
    void aSubmissionWhoseAcknowledgementWasLostIsSentAgain() {
        scheduler.dropNextAcknowledgement();

        Task task = asAgent().submit(call("test/echo", "{}").build());

        assertThat(scheduler.nextSubmission().getTaskId())
                .isEqualTo(task.getSpec().getTaskId());
        assertThat(scheduler.submissions()).isEqualTo(2);
    }

    @Test
    void refusesWhatAnHttpRequestWouldBeRefusedFor() {
        assertRefused(
                ErrorCode.NOT_FOUND,
                () -> asAgent().submit(call("test/nope", "{}").build()));
        assertRefused(
                ErrorCode.NOT_FOUND,
                () -> asAgent()
                        .submitAndWatch(watched(call("test/nope", "{}").build()))
                        .next());
        assertRefused(
                ErrorCode.INVALID_REQUEST,
                () -> asAgent()
                        .submit(call("test/echo", "{}").setFunction("nope").build()));
        assertRefused(
                ErrorCode.INVALID_REQUEST,
                () -> asAgent().submit(call("no reference", "{}").build()));
        assertRefused(
                ErrorCode.SESSION_NOT_FOUND,
                () -> asAgent()
                        .submit(call("test/echo", "{}")
                                .setSession("sess_unknown")
                                .build()));
        assertRefused(
                ErrorCode.PAYLOAD_TOO_LARGE,
                () -> asAgent()
                        .submit(call("test/echo", "\"" + "x".repeat(4 * 1024 * 1024) + "\"")
                                .build()));
        assertThat(scheduler.submissions()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{} {}", "{\"a\":1,\"a\":2}"})
    void refusesAnInputThatIsNotOneJsonValue(String input) {
        assertRefused(
                ErrorCode.INVALID_REQUEST,
                () -> asAgent().submit(call("test/echo", input).build()));
    }

    @Test
    void saysWhichRequirementsAreNotMet() {
        assertThatThrownBy(() -> asAgent().submit(call("test/secret", "{}").build()))
                .satisfies(failure -> {
                    ServiceException told = GrpcErrors.fromGrpc(failure).orElseThrow();
                    assertThat(told.code()).isEqualTo(ErrorCode.REQUIREMENTS_NOT_MET);
                    assertThat(told).hasMessage("secret HF_TOKEN is not set");
                    assertThat(told.details())
                            .isEqualTo(
                                    "[{\"type\":\"secret\",\"key\":\"HF_TOKEN\",\"message\":\"secret HF_TOKEN is not set\","
                                            + "\"action\":{\"type\":\"add_secret\"}}]");
                });
    }

    @Test
    void followsATaskFromItsAcknowledgementToItsEnd() {
        CallRequest call = call("test/echo", "{}").build();

        Iterator<TaskUpdate> updates = asAgent().submitAndWatch(watched(call));

        assertThat(updates.next().getSnapshot().getSpec().getTaskId()).isEqualTo(call.getTaskId());
        scheduler.status(call.getTaskId(), TASK_STATUS_DISPATCHED);
        assertThat(updates.next().getStatus().getStatus()).isEqualTo(TASK_STATUS_DISPATCHED);
        scheduler.status(call.getTaskId(), TASK_STATUS_RUNNING);
        assertThat(updates.next().getStatus().getStatus()).isEqualTo(TASK_STATUS_RUNNING);
        scheduler.output(call.getTaskId(), "{\"response\":\"Hel\"}");
        assertThat(updates.next().getOutput().getOutput().toStringUtf8()).isEqualTo("{\"response\":\"Hel\"}");
        scheduler.complete(call.getTaskId(), "{\"response\":\"Hello\"}");
        assertThat(updates.next().getFinal().getOutput().toStringUtf8()).isEqualTo("{\"response\":\"Hello\"}");
        assertThat(updates.hasNext()).isFalse();
    }

    @Test
    void followsATaskAcrossARestartOfTheScheduler() {
        CallRequest call = call("test/echo", "{}").build();
        Iterator<TaskUpdate> updates = asAgent().submitAndWatch(watched(call));
        updates.next();

        scheduler.stop();
        scheduler.completeSilently(call.getTaskId(), "{\"x\":1}");
        scheduler.startAgain();

        assertThat(updates.next().getFinal().getOutput().toStringUtf8()).isEqualTo("{\"x\":1}");
    }

    @Test
    void filesAreShownByTheirUrlInPartialAndFinalOutputs() {
        FileId file = FileId.random();
        CallRequest call =
                call("test/files", "{\"file\":\"http://files/" + file + "\"}").build();
        Iterator<TaskUpdate> updates = asAgent().submitAndWatch(watched(call));
        updates.next();

        assertThat(scheduler.nextSubmission().getInput().toStringUtf8())
                .isEqualTo("{\"file\":\"inf://files/" + file + "\"}");
        scheduler.output(call.getTaskId(), "{\"file\":\"inf://files/" + file + "\"}");
        assertThat(updates.next().getOutput().getOutput().toStringUtf8())
                .isEqualTo("{\"file\":\"http://files/" + file + "\"}");
        scheduler.complete(call.getTaskId(), "{\"file\":\"inf://files/" + file + "\"}");
        assertThat(updates.next().getFinal().getOutput().toStringUtf8())
                .isEqualTo("{\"file\":\"http://files/" + file + "\"}");
    }

    @Test
    void anOutputThatIsKeptInAFileIsReadBack() {
        CallRequest call = call("test/echo", "{}").build();
        asAgent().submit(call);
        FileId file = gateway.outputs().stored("{\"large\":true}");
        scheduler.complete(call.getTaskId(), "inf://files/" + file);

        assertThat(asAgent().getTask(task(call.getTaskId())).getOutput().toStringUtf8())
                .isEqualTo("{\"large\":true}");
        assertThat(asAgent()
                        .watch(watch(call.getTaskId()))
                        .next()
                        .getFinal()
                        .getOutput()
                        .toStringUtf8())
                .isEqualTo("{\"large\":true}");
    }

    @Test
    void cancelsATask() {
        CallRequest call = call("test/echo", "{}").build();
        asAgent().submit(call);

        Task cancelled = asAgent()
                .cancel(CancelTaskRequest.newBuilder()
                        .setTaskId(call.getTaskId())
                        .setTeamId(FakeTeams.TEAM.value())
                        .build());

        assertThat(cancelled.getStatus()).isEqualTo(TASK_STATUS_CANCELLED);
    }

    @Test
    void findsNothingOfAnotherTeamAndNothingWithoutATeam() {
        CallRequest call = call("test/echo", "{}").build();
        asAgent().submit(call);
        GetTaskRequest theirs = task(call.getTaskId()).toBuilder()
                .setTeamId(TeamId.random().value())
                .build();
        GetTaskRequest nobodys =
                task(call.getTaskId()).toBuilder().clearTeamId().build();

        assertRefused(ErrorCode.NOT_FOUND, () -> asAgent().getTask(theirs));
        assertRefused(ErrorCode.INVALID_REQUEST, () -> asAgent().getTask(nobodys));
    }

    @Test
    void aWatcherThatLeavesIsForgotten() {
        CallRequest call = call("test/echo", "{}").build();
        ManagedChannel own = NettyChannelBuilder.forAddress("127.0.0.1", gateway.internalPort())
                .usePlaintext()
                .build();
        Iterator<TaskUpdate> updates = asAgent(own).submitAndWatch(watched(call));
        updates.next();

        own.shutdownNow();

        assertThatSoon(() -> assertThat(scheduler.hasWatchers(call.getTaskId())).isFalse());
    }

    private static CallRequest.Builder call(String app, String input) {
        return CallRequest.newBuilder()
                .setCaller(caller())
                .setTaskId(TaskId.random().value())
                .setApp(app)
                .setInput(bytes(input));
    }

    private static SubmitAndWatchCallRequest watched(CallRequest call) {
        return SubmitAndWatchCallRequest.newBuilder()
                .setCall(call)
                .setOptions(OUTPUTS)
                .build();
    }

    private static WatchRequest watch(String task) {
        return WatchRequest.newBuilder()
                .setTaskId(task)
                .setTeamId(FakeTeams.TEAM.value())
                .setOptions(OUTPUTS)
                .build();
    }

    private static GetTaskRequest task(String id) {
        return GetTaskRequest.newBuilder()
                .setTaskId(id)
                .setTeamId(FakeTeams.TEAM.value())
                .build();
    }

    private static CallerIdentity caller() {
        return CallerIdentity.newBuilder()
                .setTeamId(FakeTeams.TEAM.value())
                .setUserId("user0000000000000000000000")
                .build();
    }

    private static ByteString bytes(String json) {
        return ByteString.copyFromUtf8(json);
    }

    private CallsGrpc.CallsBlockingStub asAgent() {
        return asAgent(channel);
    }

    private static CallsGrpc.CallsBlockingStub asAgent(ManagedChannel channel) {
        return as(channel, Principal.service("agent"));
    }

    private CallsGrpc.CallsBlockingStub as(Principal principal) {
        return as(channel, principal);
    }

    private static CallsGrpc.CallsBlockingStub as(ManagedChannel channel, Principal principal) {
        String credential = new InternalKey(ScriptedScheduler.KEY).credentialOf(principal);
        return CallsGrpc.newBlockingStub(channel).withInterceptors(Credentials.attach(credential));
    }

    private static void assertRefused(ErrorCode code, Runnable call) {
        assertThatThrownBy(call::run)
                .satisfies(failure -> assertThat(
                                GrpcErrors.fromGrpc(failure).orElseThrow().code())
                        .isEqualTo(code));
    }
}
