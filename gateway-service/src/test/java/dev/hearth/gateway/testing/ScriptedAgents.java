package dev.hearth.gateway.testing;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.hearth.embedded.FreePorts;
import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.GrpcErrors;
import dev.hearth.errors.ServiceException;
import dev.hearth.proto.v1.AgentsGrpc;
import dev.hearth.proto.v1.ChatBodyRequest;
import dev.hearth.proto.v1.ChatShown;
import dev.hearth.proto.v1.ChatUpdate;
import dev.hearth.proto.v1.Document;
import dev.hearth.proto.v1.GetAgentRequest;
import dev.hearth.proto.v1.ListDocumentsRequest;
import dev.hearth.proto.v1.ListMessagesRequest;
import dev.hearth.proto.v1.MessageShown;
import dev.hearth.proto.v1.ResourceRequest;
import dev.hearth.proto.v1.RunAgentRequest;
import dev.hearth.proto.v1.SaveAgentRequest;
import dev.hearth.proto.v1.ToolRequest;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * agent-service as its edge meets it: answers what a test has set, remembers what it was asked, and tells watchers of chats
 * what a test lets happen. Can be stopped and started again on its port with its memory intact.
 */
public final class ScriptedAgents implements AutoCloseable {
    private final BlockingQueue<Message> asked = new LinkedBlockingQueue<>();
    private final Map<String, ScriptedChat> chats = new HashMap<>();
    private final String key;
    private final int port;
    private @Nullable FakeServer server;
    private byte[] answer = {'{', '}'};
    private @Nullable ServiceException refusal;
    private int dropped;
    private boolean hanging;

    public ScriptedAgents() {
        this(FreePorts.find(1).getFirst(), ScriptedScheduler.KEY);
    }

    ScriptedAgents(int port, String key) {
        this.port = port;
        this.key = key;
        startAgain();
    }

    public String address() {
        return "127.0.0.1:" + port;
    }

    /** What every request is answered from now on. */
    public synchronized void answer(String json) {
        answer = json.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        refusal = null;
    }

    /** What every request is refused with from now on. */
    public synchronized void refuse(ServiceException error) {
        refusal = error;
    }

    /** Takes so many requests and gives their connections up before it answers. */
    public synchronized void dropNext(int requests) {
        dropped = requests;
    }

    /** Stays connected and answers nothing any more, as a process that is stopped but not killed. */
    public synchronized void hang() {
        hanging = true;
    }

    /** The next request that arrived. */
    public <Q extends Message> Q nextRequest(Class<Q> type) {
        try {
            Message request = asked.poll(10, TimeUnit.SECONDS);
            if (request == null) {
                throw new AssertionError("nothing was asked");
            }
            return type.cast(request);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** How many requests wait to be looked at. */
    public int requests() {
        return asked.size();
    }

    public void forgetRequests() {
        asked.clear();
    }

    /** A chat that did not exist before, in this state. */
    public synchronized ScriptedChat chat(String id, String status) {
        ScriptedChat chat = new ScriptedChat(id, status);
        chats.put(id, chat);
        return chat;
    }

    /** The chat is gone: its watchers are told this error. */
    public synchronized void endChat(String id, ServiceException error) {
        ScriptedChat chat = chats.remove(id);
        if (chat != null) {
            chat.end(error);
        }
    }

    public void stop() {
        FakeServer running = server;
        if (running != null) {
            running.stop();
            server = null;
        }
    }

    public void startAgain() {
        server = new FakeServer(port, key, new Service());
    }

    @Override
    public void close() {
        stop();
    }

    private synchronized void take(Message request, StreamObserver<Document> out) {
        asked.add(request);
        if (hanging) {
            return;
        }
        if (dropped > 0) {
            dropped--;
            out.onError(io.grpc.Status.UNAVAILABLE.asRuntimeException());
        } else if (refusal != null) {
            out.onError(GrpcErrors.toGrpc(refusal));
        } else {
            out.onNext(
                    Document.newBuilder().setJson(ByteString.copyFrom(answer)).build());
            out.onCompleted();
        }
    }

    private synchronized void watch(ResourceRequest request, StreamObserver<ChatUpdate> out) {
        asked.add(request);
        if (hanging) {
            return;
        }
        ScriptedChat chat = chats.get(request.getId());
        if (chat == null) {
            out.onError(
                    GrpcErrors.toGrpc(new ServiceException(ErrorCode.NOT_FOUND, "chat not found: " + request.getId())));
        } else {
            chat.watch((ServerCallStreamObserver<ChatUpdate>) out);
        }
    }

    /** One chat: its current turn's messages, its state, and who watches. */
    public static final class ScriptedChat {
        private final String id;
        private final Map<String, String> messages = new LinkedHashMap<>();
        private final List<ServerCallStreamObserver<ChatUpdate>> watchers = new ArrayList<>();
        private String status;

        private ScriptedChat(String id, String status) {
            this.id = id;
            this.status = status;
        }

        /** A message is there, or changed; its text is JSON. */
        public synchronized ScriptedChat message(String messageId, String json) {
            messages.put(messageId, json);
            tell(messageUpdate(messageId, json));
            return this;
        }

        /** A message of the assistant with this text and status. */
        public ScriptedChat says(String messageId, String text, String messageStatus) {
            return message(
                    messageId,
                    "{\"id\":\"%s\",\"chat_id\":\"%s\",\"role\":\"assistant\",\"status\":\"%s\",\"content\":[{\"type\":\"text\",\"text\":\"%s\"}]}"
                            .formatted(messageId, id, messageStatus, text));
        }

        /** A new turn begins: earlier messages are not replayed any more. */
        public synchronized ScriptedChat begin() {
            messages.clear();
            return status("busy");
        }

        public synchronized ScriptedChat status(String next) {
            status = next;
            tell(chatUpdate());
            return this;
        }

        /** As {@link #status}, with nobody told: as while the connection is down. */
        public synchronized ScriptedChat statusSilently(String next) {
            status = next;
            return this;
        }

        private synchronized void end(ServiceException error) {
            watchers.forEach(watcher -> watcher.onError(GrpcErrors.toGrpc(error)));
            watchers.clear();
        }

        public synchronized int watchers() {
            watchers.removeIf(ServerCallStreamObserver::isCancelled);
            return watchers.size();
        }

        private synchronized void watch(ServerCallStreamObserver<ChatUpdate> out) {
            out.setOnCancelHandler(() -> {});
            watchers.add(out);
            messages.forEach((messageId, json) -> out.onNext(messageUpdate(messageId, json)));
            out.onNext(chatUpdate());
        }

        private void tell(ChatUpdate update) {
            watchers.removeIf(ServerCallStreamObserver::isCancelled);
            watchers.forEach(watcher -> watcher.onNext(update));
        }

        private ChatUpdate chatUpdate() {
            String json =
                    "{\"id\":\"%s\",\"status\":\"%s\",\"output\":null,\"chat_messages\":[]}".formatted(id, status);
            return ChatUpdate.newBuilder()
                    .setChat(ChatShown.newBuilder().setStatus(status).setJson(ByteString.copyFromUtf8(json)))
                    .build();
        }

        private static ChatUpdate messageUpdate(String messageId, String json) {
            return ChatUpdate.newBuilder()
                    .setMessage(
                            MessageShown.newBuilder().setMessageId(messageId).setJson(ByteString.copyFromUtf8(json)))
                    .build();
        }
    }

    /** A class of its own: a bean that is a gRPC service would be served by the application itself. */
    private final class Service extends AgentsGrpc.AgentsImplBase {
        @Override
        public void runAgent(RunAgentRequest request, StreamObserver<Document> out) {
            take(request, out);
        }

        @Override
        public void saveAgent(SaveAgentRequest request, StreamObserver<Document> out) {
            take(request, out);
        }

        @Override
        public void getAgent(GetAgentRequest request, StreamObserver<Document> out) {
            take(request, out);
        }

        @Override
        public void listAgents(ListDocumentsRequest request, StreamObserver<Document> out) {
            take(request, out);
        }

        @Override
        public void listAgentVersions(ListDocumentsRequest request, StreamObserver<Document> out) {
            take(request, out);
        }

        @Override
        public void deleteAgent(ResourceRequest request, StreamObserver<Document> out) {
            take(request, out);
        }

        @Override
        public void listInternalTools(ResourceRequest request, StreamObserver<Document> out) {
            take(request, out);
        }

        @Override
        public void createChat(ChatBodyRequest request, StreamObserver<Document> out) {
            take(request, out);
        }

        @Override
        public void getChat(ResourceRequest request, StreamObserver<Document> out) {
            take(request, out);
        }

        @Override
        public void getChatStatus(ResourceRequest request, StreamObserver<Document> out) {
            take(request, out);
        }

        @Override
        public void getChatTrace(ResourceRequest request, StreamObserver<Document> out) {
            take(request, out);
        }

        @Override
        public void listChats(ListDocumentsRequest request, StreamObserver<Document> out) {
            take(request, out);
        }

        @Override
        public void updateChat(ChatBodyRequest request, StreamObserver<Document> out) {
            take(request, out);
        }

        @Override
        public void deleteChat(ResourceRequest request, StreamObserver<Document> out) {
            take(request, out);
        }

        @Override
        public void stopChat(ResourceRequest request, StreamObserver<Document> out) {
            take(request, out);
        }

        @Override
        public void setChatAgent(ChatBodyRequest request, StreamObserver<Document> out) {
            take(request, out);
        }

        @Override
        public void listMessages(ListMessagesRequest request, StreamObserver<Document> out) {
            take(request, out);
        }

        @Override
        public void sendMessage(ChatBodyRequest request, StreamObserver<Document> out) {
            take(request, out);
        }

        @Override
        public void cancelMessage(ResourceRequest request, StreamObserver<Document> out) {
            take(request, out);
        }

        @Override
        public void watchChat(ResourceRequest request, StreamObserver<ChatUpdate> out) {
            watch(request, out);
        }

        @Override
        public void submitToolResult(ToolRequest request, StreamObserver<Document> out) {
            take(request, out);
        }

        @Override
        public void approveTool(ToolRequest request, StreamObserver<Document> out) {
            take(request, out);
        }

        @Override
        public void rejectTool(ToolRequest request, StreamObserver<Document> out) {
            take(request, out);
        }

        @Override
        public void alwaysAllowTool(ToolRequest request, StreamObserver<Document> out) {
            take(request, out);
        }

        @Override
        public void resolveInterrupt(ToolRequest request, StreamObserver<Document> out) {
            take(request, out);
        }

        @Override
        public void listInterrupts(ResourceRequest request, StreamObserver<Document> out) {
            take(request, out);
        }
    }
}
