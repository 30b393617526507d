package dev.hearth.gateway.openapi;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hearth.embedded.TestStores;
import dev.hearth.gateway.testing.Http;
import dev.hearth.gateway.testing.Peers;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every route of the API's description refuses what that description forbids, in the one form of errors. */
@QuarkusTest
@WithTestResource(
        value = TestStores.class,
        scope = TestResourceScope.GLOBAL,
        initArgs = @ResourceArg(name = "service", value = "gateway"))
@WithTestResource(value = Peers.class, scope = TestResourceScope.GLOBAL)
class RefusalTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Set<String> METHODS = Set.of("get", "post", "put", "delete");
    private static final String NO_SUCH_ID = "00000000000000000000000000";
    private static final long MAX_BODY_BYTES = 64L * 1024 * 1024;

    @TestHTTPResource("/")
    URI root;

    private final List<String> faults = new ArrayList<>();
    private Schemas schemas;
    private List<Operation> operations;

    private record Operation(String method, String path, JsonNode description, List<JsonNode> parameters) {
        String request() {
            return path.replaceAll("\\{[^}]*}", NO_SUCH_ID);
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    @BeforeEach
    void readDocument() throws IOException {
        JsonNode document = MAPPER.readTree(
                given().accept("application/json").get("/openapi").asString());
        schemas = new Schemas(document);
        operations = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
                if (METHODS.contains(method.getKey())) {
                    List<JsonNode> parameters = new ArrayList<>();
                    path.getValue().path("parameters").forEach(one -> parameters.add(schemas.resolved(one)));
                    method.getValue().path("parameters").forEach(one -> parameters.add(schemas.resolved(one)));
                    String name = method.getKey().toUpperCase(Locale.ROOT);
                    operations.add(new Operation(name, path.getKey(), method.getValue(), parameters));
                }
            }
        }
        assertThat(operations).hasSizeGreaterThan(30);
    }

    @Test
    void bodiesThatTheSchemaForbidsAreRefusedWith400() {
        for (Operation operation : operations) {
            JsonNode schema = schemaOf(operation);
            if (schema.isMissingNode()) {
                continue;
            }
            for (BadBodies.Bad bad : BadBodies.of(schemas, schema)) {
                Http.Answer answer = send(operation, operation.request(), bad.body());
                check(operation, bad.why(), answer.status() == 400, answer);
            }
        }

        assertThat(faults).isEmpty();
    }

    @Test
    void parametersThatTheDescriptionForbidsAreRefused() {
        for (Operation operation : operations) {
            String body = goodBodyOf(operation);
            for (JsonNode parameter : operation.parameters()) {
                for (String value : badValuesOf(parameter)) {
                    String name = parameter.path("name").asText();
                    String why = name + " is " + shortened(value);
                    Http.Answer answer = switch (parameter.path("in").asText()) {
                        case "path" ->
                            send(
                                    operation,
                                    operation
                                            .path()
                                            .replace("{" + name + "}", value)
                                            .replaceAll("\\{[^}]*}", NO_SUCH_ID),
                                    body);
                        case "query" -> send(operation, operation.request() + "?" + name + "=" + value, body);
                        default -> send(operation, operation.request(), body, name, value);
                    };
                    check(operation, why, answer.status() >= 400 && answer.status() < 500, answer);
                }
            }
        }

        assertThat(faults).isEmpty();
    }

    @Test
    void bodiesOfAnotherTypeOrEncodingAreRefused() {
        for (Operation operation : operations) {
            if (schemaOf(operation).isMissingNode()) {
                continue;
            }
            Http.Answer xml = send(operation, operation.request(), "<a/>", "Content-Type", "application/xml");
            check(operation, "XML", xml.status() >= 400 && xml.status() < 500, xml);
        }

        assertThat(faults).isEmpty();
    }

    @Test
    void bodiesThatAnnounceMoreThanTheLimitAreRefusedWith413() throws IOException {
        for (Operation operation : operations) {
            String head = "%s %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Length: %d\r\n\r\n"
                    .formatted(operation.method(), operation.request(), Peers.OWNER_KEY, MAX_BODY_BYTES + 1);
            String answer = raw(head);

            assertThat(answer).as(operation.toString()).startsWith("HTTP/1.1 413");
            checkForm(operation, "64 MiB announced", 413, answer.substring(answer.indexOf("\r\n\r\n") + 4));
        }

        assertThat(faults).isEmpty();
    }

    @Test
    void bodiesThatGrowBeyondTheLimitAreRefusedWith413() throws IOException {
        for (String path : List.of("/apps/run", "/tasks/list", "/apps", "/apikeys/list", "/secrets")) {
            String answer = chunked(path);

            assertThat(answer).as(path).startsWith("HTTP/1.1 413");
            assertThat(answer).as(path).contains("\"code\":\"payload_too_large\"");
        }
    }

    @Test
    void aLengthThatIsNoNumberIsRefused() throws IOException {
        String answer = raw("POST /apps/run HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n{}");

        assertThat(answer).startsWith("HTTP/1.1 400");
    }

    private JsonNode schemaOf(Operation operation) {
        return schemas.resolved(operation.description().path("requestBody"))
                .path("content")
                .path("application/json")
                .path("schema");
    }

    private String goodBodyOf(Operation operation) {
        JsonNode schema = schemaOf(operation);
        return schema.isMissingNode() ? "" : schemas.sample(schema).toString();
    }

    private List<String> badValuesOf(JsonNode parameter) {
        JsonNode schema = schemas.resolved(parameter.path("schema"));
        List<String> values = new ArrayList<>();
        String in = parameter.path("in").asText();
        boolean typed = !schemas.typeOf(schema).equals("string");
        if (typed) {
            values.add("sample");
        }
        if (in.equals("path")) {
            values.addAll(
                    List.of("%00", "..%2F..%2Fetc", "%F0%9F%92%A5", "%2525", "a".repeat(3000), "%27%20or%201%3D1"));
        }
        if (schema.has("maxLength") && schema.path("maxLength").asInt() < 4000) {
            values.add("x".repeat(schema.path("maxLength").asInt() + 1));
        }
        return values.stream()
                .map(value -> in.equals("query") ? URLEncoder.encode(value, StandardCharsets.UTF_8) : value)
                .toList();
    }

    private Http.Answer send(Operation operation, String path, String body, String... headers) {
        String[] all = new String[headers.length + 2];
        all[0] = "Authorization";
        all[1] = "Bearer " + Peers.OWNER_KEY;
        System.arraycopy(headers, 0, all, 2, headers.length);
        return new Http(root.getPort()).send(operation.method(), path, body.isEmpty() ? null : body, all);
    }

    private void check(Operation operation, String why, boolean isRight, Http.Answer answer) {
        if (!isRight) {
            faults.add("%s, %s: %d %s".formatted(operation, why, answer.status(), shortened(answer.text())));
        }
        if (answer.status() >= 400) {
            checkForm(operation, why, answer.status(), answer.text());
        }
    }

    private void checkForm(Operation operation, String why, int status, String text) {
        try {
            JsonNode json = MAPPER.readTree(text);
            JsonNode error = json.path("error");
            boolean isRight = json.path("success").isBoolean()
                    && !json.path("success").asBoolean()
                    && json.path("status").asInt() == status
                    && !error.path("code").asText("").isEmpty()
                    && !error.path("message").asText("").isEmpty()
                    && json.path("detail").equals(error.path("message"))
                    && error.path("message").asText().length() < 2000;
            if (!isRight) {
                faults.add("%s, %s: another form: %d %s".formatted(operation, why, status, shortened(text)));
            }
        } catch (JsonProcessingException e) {
            faults.add("%s, %s: no JSON: %d %s".formatted(operation, why, status, shortened(text)));
        }
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), root.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            return answerOf(socket);
        }
    }

    /** Sends chunks until the server has had enough. */
    private String chunked(String path) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), root.getPort())) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write(("POST " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + Peers.OWNER_KEY
                            + "\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            byte[] chunk = ("100000\r\n" + " ".repeat(1 << 20) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            try {
                for (long sent = 0;
                        sent <= MAX_BODY_BYTES && socket.getInputStream().available() == 0;
                        sent += 1 << 20) {
                    out.write(chunk);
                }
            } catch (IOException e) {
                // The answer may come, and the connection end, before all was sent.
                assertThat(socket.getInputStream().available()).as(path).isPositive();
            }
            return answerOf(socket);
        }
    }

    /** The head, and as much of the body as its length says. */
    private static String answerOf(Socket socket) throws IOException {
        StringBuilder text = new StringBuilder();
        byte[] buffer = new byte[8192];
        while (true) {
            int head = text.indexOf("\r\n\r\n");
            if (head >= 0) {
                String length = text.substring(0, head)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("(?s).*content-length: (\\d+).*", "$1");
                if (!length.matches("\\d+") || text.length() >= head + 4 + Integer.parseInt(length)) {
                    return text.toString();
                }
            }
            int count = socket.getInputStream().read(buffer);
            if (count < 0) {
                return text.toString();
            }
            text.append(new String(buffer, 0, count, StandardCharsets.UTF_8));
        }
    }

    private static String shortened(String text) {
        return text.length() > 160 ? text.substring(0, 160) + "…" : text;
    }
}
