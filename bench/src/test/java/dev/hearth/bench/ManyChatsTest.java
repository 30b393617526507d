package dev.hearth.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ManyChatsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final BlockingQueue<ObjectNode> said = new LinkedBlockingQueue<>();
    private final ArrayNode messages = JSON.createArrayNode();
    private HttpServer server;
    private Target target;

    @BeforeEach
    void serveOneChat() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/agents/run", this::begin);
        server.createContext("/chats/c1/stream", this::tell);
        server.createContext(
                "/chats/c1", call -> answer(call, JSON.createObjectNode().set("chat_messages", messages)));
        server.start();
        target = Target.of("http://127.0.0.1:" + server.getAddress().getPort(), "key");
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
        server.stop(0);
    }

    @Test
    void talksTurnByTurnAndFindsEveryMessageInItsPlace() throws InterruptedException {
        ManyChats talks = ManyChats.run(target, 1);

        assertThat(talks.firstFailure()).isEmpty();
        assertThat(talks.failures()).isZero();
        assertThat(talks.turns().getTotalCount()).isEqualTo(ManyChats.TURNS);
    }

    @Test
    void noticesAMessageThatIsLostOrOutOfPlace() {
        addTurn("one");
        addTurn("two");
        ObjectNode chat = JSON.createObjectNode();
        chat.set("chat_messages", messages);

        assertThatCode(() -> ManyChats.check(chat, List.of("one", "two"))).doesNotThrowAnyException();
        assertThatThrownBy(() -> ManyChats.check(chat, List.of("two", "one")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("out of place");
        messages.remove(3);
        assertThatThrownBy(() -> ManyChats.check(chat, List.of("one", "two"))).hasMessage("7 messages instead of 8");
    }

    private void begin(HttpExchange call) throws IOException {
        ObjectNode body = (ObjectNode) JSON.readTree(call.getRequestBody());
        ObjectNode data = JSON.createObjectNode();
        data.putObject("assistant_message").put("chat_id", "c1");
        answer(call, data);
        said.add(body);
    }

    /** The stream of the chat: each turn's last message, then the chat at rest. */
    private void tell(HttpExchange call) throws IOException {
        call.sendResponseHeaders(200, 0);
        try {
            while (true) {
                String text = said.take().path("input").path("text").asText();
                addTurn(text);
                line(call, "chats", JSON.createObjectNode().put("status", "busy"));
                line(call, "chat_messages", (ObjectNode) messages.get(messages.size() - 1));
                line(call, "chats", JSON.createObjectNode().put("status", "idle"));
            }
        } catch (InterruptedException _) {
            call.close();
        }
    }

    private void addTurn(String text) {
        add("user", text);
        add("assistant", "");
        add("tool", "ok");
        add("assistant", Agents.lastText(text));
    }

    private void add(String role, String text) {
        messages.addObject()
                .put("order", messages.size())
                .put("role", role)
                .put("status", "ready")
                .putArray("content")
                .addObject()
                .put("type", "text")
                .put("text", text);
    }

    private static void line(HttpExchange call, String event, ObjectNode data) throws IOException {
        ObjectNode line = JSON.createObjectNode().put("event", event);
        line.set("data", data);
        call.getResponseBody().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        call.getResponseBody().flush();
    }

    private static void answer(HttpExchange call, Object data) throws IOException {
        ObjectNode envelope = JSON.createObjectNode().put("success", true);
        envelope.putPOJO("data", data);
        byte[] body = JSON.writeValueAsBytes(envelope);
        call.sendResponseHeaders(200, body.length);
        call.getResponseBody().write(body);
        call.close();
    }
}
