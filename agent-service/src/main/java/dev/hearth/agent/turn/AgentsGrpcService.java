package dev.hearth.agent.turn;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.agent.access.Caller;
import dev.hearth.agent.access.JsonBody;
import dev.hearth.agent.access.StoreGuard;
import dev.hearth.agent.chat.ChatCare;
import dev.hearth.agent.chat.ChatJson;
import dev.hearth.agent.chat.ChatLists;
import dev.hearth.agent.chat.ChatTrace;
import dev.hearth.agent.chat.StoredJson;
import dev.hearth.agent.definition.Agents;
import dev.hearth.ids.ChatId;
import dev.hearth.proto.v1.AgentsGrpc;
import dev.hearth.proto.v1.ChatBodyRequest;
import dev.hearth.proto.v1.ChatUpdate;
import dev.hearth.proto.v1.Document;
import dev.hearth.proto.v1.GetAgentRequest;
import dev.hearth.proto.v1.ListDocumentsRequest;
import dev.hearth.proto.v1.ListMessagesRequest;
import dev.hearth.proto.v1.ResourceRequest;
import dev.hearth.proto.v1.RunAgentRequest;
import dev.hearth.proto.v1.SaveAgentRequest;
import dev.hearth.proto.v1.ToolRequest;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The gRPC edge. Built on the plain stubs, because the streams of Quarkus' Mutiny ones have no flow control: a slow watcher
 * would fill the memory.
 */
@GrpcService
class AgentsGrpcService extends AgentsGrpc.AgentsImplBase {
    private static final JsonNode NOTHING = NullNode.getInstance();

    private final Agents agents;
    private final ChatCare care;
    private final ChatLists lists;
    private final ChatTrace trace;
    private final AgentRuns runs;
    private final Chats chats;
    private final ChatWatches watches;
    private final ToolAnswers answers;
    private final Interrupts interrupts;

    AgentsGrpcService(
            Agents agents,
            ChatCare care,
            ChatLists lists,
            ChatTrace trace,
            AgentRuns runs,
            Chats chats,
            ChatWatches watches,
            ToolAnswers answers,
            Interrupts interrupts) {
        this.agents = agents;
        this.care = care;
        this.lists = lists;
        this.trace = trace;
        this.runs = runs;
        this.chats = chats;
        this.watches = watches;
        this.answers = answers;
        this.interrupts = interrupts;
    }

    @Override
    public void saveAgent(SaveAgentRequest request, StreamObserver<Document> out) {
        send(
                out,
                () -> agents.save(
                        Caller.of(request.getCaller()),
                        request.getAgentId(),
                        request.getNamespace(),
                        JsonBody.objectOf(request.getBody())));
    }

    @Override
    public void getAgent(GetAgentRequest request, StreamObserver<Document> out) {
        send(
                out,
                () -> agents.get(
                        Caller.of(request.getCaller()),
                        request.getNamespace(),
                        request.getAgent(),
                        request.getVersion()));
    }

    @Override
    public void listAgents(ListDocumentsRequest request, StreamObserver<Document> out) {
        send(out, () -> agents.list(Caller.of(request.getCaller()), request.getWish()));
    }

    @Override
    public void listAgentVersions(ListDocumentsRequest request, StreamObserver<Document> out) {
        send(out, () -> agents.listVersions(Caller.of(request.getCaller()), request.getOf(), request.getWish()));
    }

    @Override
    public void deleteAgent(ResourceRequest request, StreamObserver<Document> out) {
        send(
                out,
                () -> agents.delete(Caller.of(request.getCaller()), request.getId())
                        .map(_ -> NOTHING));
    }

    @Override
    public void listInternalTools(ResourceRequest request, StreamObserver<Document> out) {
        send(out, () -> Uni.createFrom().item(agents.listInternalTools()));
    }

    @Override
    public void runAgent(RunAgentRequest request, StreamObserver<Document> out) {
        send(
                out,
                () -> runs.run(
                                Caller.of(request.getCaller()),
                                request.getBody(),
                                request.getIdempotencyKey(),
                                request.getSentDigest())
                        .map(started -> {
                            ObjectNode json = StoredJson.object();
                            json.set("user_message", ChatJson.message(started.user()));
                            json.set("assistant_message", ChatJson.message(started.assistant()));
                            return json;
                        }));
    }

    @Override
    public void sendMessage(ChatBodyRequest request, StreamObserver<Document> out) {
        send(
                out,
                () -> runs.send(
                                Caller.of(request.getCaller()),
                                request.getChatId(),
                                request.getBody(),
                                request.getIdempotencyKey(),
                                request.getSentDigest())
                        .map(started -> ChatJson.message(started.user())));
    }

    @Override
    public void createChat(ChatBodyRequest request, StreamObserver<Document> out) {
        send(out, () -> care.create(Caller.of(request.getCaller()), JsonBody.objectOf(request.getBody())));
    }

    @Override
    public void updateChat(ChatBodyRequest request, StreamObserver<Document> out) {
        send(
                out,
                () -> care.update(
                        Caller.of(request.getCaller()), request.getChatId(), JsonBody.objectOf(request.getBody())));
    }

    @Override
    public void setChatAgent(ChatBodyRequest request, StreamObserver<Document> out) {
        send(
                out,
                () -> care.setAgent(
                        Caller.of(request.getCaller()), request.getChatId(), JsonBody.objectOf(request.getBody())));
    }

    @Override
    public void deleteChat(ResourceRequest request, StreamObserver<Document> out) {
        Caller caller = Caller.of(request.getCaller());
        send(
                out,
                () -> chats.stop(caller, request.getId())
                        .chain(_ -> care.delete(caller, request.getId()))
                        .map(_ -> NOTHING));
    }

    @Override
    public void listChats(ListDocumentsRequest request, StreamObserver<Document> out) {
        send(out, () -> lists.list(Caller.of(request.getCaller()), request.getWish()));
    }

    @Override
    public void getChatTrace(ResourceRequest request, StreamObserver<Document> out) {
        send(out, () -> trace.show(Caller.of(request.getCaller()), request.getId()));
    }

    @Override
    public void getChat(ResourceRequest request, StreamObserver<Document> out) {
        send(out, () -> chats.show(Caller.of(request.getCaller()), request.getId()));
    }

    @Override
    public void getChatStatus(ResourceRequest request, StreamObserver<Document> out) {
        send(
                out,
                () -> chats.require(Caller.of(request.getCaller()), request.getId())
                        .map(ChatJson::status));
    }

    @Override
    public void stopChat(ResourceRequest request, StreamObserver<Document> out) {
        send(
                out,
                () -> chats.stop(Caller.of(request.getCaller()), request.getId())
                        .chain(chats::show));
    }

    @Override
    public void listMessages(ListMessagesRequest request, StreamObserver<Document> out) {
        send(
                out,
                () -> chats.list(
                        Caller.of(request.getCaller()), request.getChatId(), request.getCursor(), request.getLimit()));
    }

    @Override
    public void cancelMessage(ResourceRequest request, StreamObserver<Document> out) {
        send(
                out,
                () -> chats.cancelMessage(Caller.of(request.getCaller()), request.getId())
                        .map(_ -> NOTHING));
    }

    @Override
    public void watchChat(ResourceRequest request, StreamObserver<ChatUpdate> out) {
        watches.open(Caller.of(request.getCaller()), request.getId(), (ServerCallStreamObserver<ChatUpdate>) out);
    }

    @Override
    public void submitToolResult(ToolRequest request, StreamObserver<Document> out) {
        send(out, () -> {
            ObjectNode body = JsonBody.objectOf(request.getBody());
            return (request.hasCaller()
                            ? answers.submit(caller(request), chat(request), request.getInvocationId(), body)
                            : answers.submit(request.getToken(), request.getInvocationId(), body))
                    .map(ChatJson::invocation);
        });
    }

    @Override
    public void approveTool(ToolRequest request, StreamObserver<Document> out) {
        send(
                out,
                () -> answers.approve(caller(request), chat(request), request.getInvocationId())
                        .map(ChatJson::invocation));
    }

    @Override
    public void rejectTool(ToolRequest request, StreamObserver<Document> out) {
        send(
                out,
                () -> answers.reject(
                                caller(request),
                                chat(request),
                                request.getInvocationId(),
                                JsonBody.objectOf(request.getBody()))
                        .map(ChatJson::invocation));
    }

    @Override
    public void alwaysAllowTool(ToolRequest request, StreamObserver<Document> out) {
        send(
                out,
                () -> answers.alwaysAllow(caller(request), chat(request), request.getInvocationId())
                        .map(ChatJson::invocation));
    }

    @Override
    public void resolveInterrupt(ToolRequest request, StreamObserver<Document> out) {
        send(
                out,
                () -> interrupts.resolve(
                        caller(request),
                        chat(request),
                        request.getInvocationId(),
                        JsonBody.objectOf(request.getBody())));
    }

    @Override
    public void listInterrupts(ResourceRequest request, StreamObserver<Document> out) {
        send(out, () -> interrupts.list(Caller.of(request.getCaller()), request.getId()));
    }

    private static Caller caller(ToolRequest request) {
        return Caller.of(request.getCaller());
    }

    private static @Nullable ChatId chat(ToolRequest request) {
        return request.getChatId().isEmpty() ? null : new ChatId(request.getChatId());
    }

    /** Answers with what the work gives, or how it failed. */
    private static void send(StreamObserver<Document> out, Supplier<Uni<? extends JsonNode>> work) {
        StoreGuard.guard(Uni.createFrom()
                        .deferred(() -> work.get()
                                .map(json -> Document.newBuilder()
                                        .setJson(StoredJson.bytes(json))
                                        .build())))
                .subscribe()
                .with(
                        document -> {
                            out.onNext(document);
                            out.onCompleted();
                        },
                        out::onError);
    }
}
