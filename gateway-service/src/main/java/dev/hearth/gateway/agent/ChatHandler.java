package dev.hearth.gateway.agent;

import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import dev.hearth.gateway.team.Caller;
import dev.hearth.proto.v1.AgentsGrpc;
import dev.hearth.proto.v1.ChatBodyRequest;
import dev.hearth.proto.v1.Document;
import dev.hearth.proto.v1.ListDocumentsRequest;
import dev.hearth.proto.v1.ListMessagesRequest;
import dev.hearth.proto.v1.ResourceRequest;
import io.grpc.MethodDescriptor;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;

/** Answers what is asked about chats, their messages and their streams. */
@ApplicationScoped
public class ChatHandler {
    private static final int MAX_PAGE = 100;
    private static final int MAX_CURSOR = 1000;

    private final AgentsClient agents;
    private final ListWishes wishes;
    private final AgentReplies replies;
    private final ChatStreams streams;

    public ChatHandler(AgentsClient agents, ListWishes wishes, AgentReplies replies, ChatStreams streams) {
        this.agents = agents;
        this.wishes = wishes;
        this.replies = replies;
        this.streams = streams;
    }

    void create(RoutingContext context, Caller caller, byte[] body) {
        Bodies.NEW_CHAT.read(body);
        ChatBodyRequest request = body(caller, "", body);
        replies.document(context, caller, agents.askOnce(AgentsGrpc.getCreateChatMethod(), request));
    }

    void list(RoutingContext context, Caller caller, byte[] body) {
        ListDocumentsRequest request = ListDocumentsRequest.newBuilder()
                .setCaller(AgentRequests.identity(caller))
                .setWish(wishes.read(body))
                .build();
        replies.document(context, caller, agents.ask(AgentsGrpc.getListChatsMethod(), request));
    }

    void show(RoutingContext context, Caller caller) {
        ask(context, caller, AgentsGrpc.getGetChatMethod());
    }

    void trace(RoutingContext context, Caller caller) {
        ask(context, caller, AgentsGrpc.getGetChatTraceMethod());
    }

    /** Ending what has ended changes nothing, so it may be asked for again. */
    void stop(RoutingContext context, Caller caller, byte[] body) {
        Bodies.NOTHING.read(body);
        ask(context, caller, AgentsGrpc.getStopChatMethod());
    }

    void update(RoutingContext context, Caller caller, byte[] body) {
        Bodies.CHAT.read(body);
        ChatBodyRequest request = body(caller, chatOf(context), body);
        replies.document(context, caller, agents.ask(AgentsGrpc.getUpdateChatMethod(), request));
    }

    void delete(RoutingContext context, Caller caller) {
        ResourceRequest request = AgentRequests.resource(caller, chatOf(context));
        replies.noContent(context, agents.askOnce(AgentsGrpc.getDeleteChatMethod(), request));
    }

    void setAgent(RoutingContext context, Caller caller, byte[] body) {
        Bodies.CHAT_AGENT.read(body);
        ChatBodyRequest request = body(caller, chatOf(context), body);
        replies.document(context, caller, agents.ask(AgentsGrpc.getSetChatAgentMethod(), request));
    }

    void listMessages(RoutingContext context, Caller caller) {
        ListMessagesRequest request = ListMessagesRequest.newBuilder()
                .setCaller(AgentRequests.identity(caller))
                .setChatId(chatOf(context))
                .setLimit(limitOf(context))
                .setCursor(cursorOf(context))
                .build();
        replies.document(context, caller, agents.ask(AgentsGrpc.getListMessagesMethod(), request));
    }

    void cancelMessage(RoutingContext context, Caller caller, byte[] body) {
        Bodies.NOTHING.read(body);
        String id = AgentRequests.pathId(context, "id", "message");
        ResourceRequest request = AgentRequests.resource(caller, id);
        replies.document(context, caller, agents.ask(AgentsGrpc.getCancelMessageMethod(), request));
    }

    void stream(RoutingContext context, Caller caller) {
        streams.follow(context, caller, chatOf(context));
    }

    private void ask(RoutingContext context, Caller caller, MethodDescriptor<ResourceRequest, Document> method) {
        replies.document(context, caller, agents.ask(method, AgentRequests.resource(caller, chatOf(context))));
    }

    private static ChatBodyRequest body(Caller caller, String chat, byte[] body) {
        return ChatBodyRequest.newBuilder()
                .setCaller(AgentRequests.identity(caller))
                .setChatId(chat)
                .setBody(AgentRequests.bytes(body))
                .build();
    }

    private static String chatOf(RoutingContext context) {
        return AgentRequests.pathId(context, "id", "chat");
    }

    private static int limitOf(RoutingContext context) {
        String limit = context.request().getParam("limit");
        if (limit == null || limit.isEmpty()) {
            return 0;
        }
        if (!limit.matches("[0-9]{1,4}") || Integer.parseInt(limit) > MAX_PAGE) {
            throw new ServiceException(
                    ErrorCode.INVALID_REQUEST, "limit must be a whole number from 0 to %d".formatted(MAX_PAGE));
        }
        return Integer.parseInt(limit);
    }

    private static String cursorOf(RoutingContext context) {
        String cursor = context.request().getParam("cursor");
        if (cursor == null) {
            return "";
        }
        if (cursor.length() > MAX_CURSOR || cursor.chars().anyMatch(c -> c < ' ')) {
            throw new ServiceException(ErrorCode.INVALID_REQUEST, "cursor is none of this list's");
        }
        return cursor;
    }
}
