package dev.hearth.cli.remote;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.hearth.cli.connection.Connection;
import dev.hearth.cli.connection.Connection.KafkaLogin;
import dev.hearth.cli.console.Console;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Runs the verbs of this package against answers of its own, for the JVM that records the start-up cache. */
public final class RehearsalOfRemote {
    private static final String TASK =
            "{\"id\":\"t\",\"status\":10,\"status_text\":\"completed\",\"output\":{\"n\":1.5},"
                    + "\"logs\":[{\"id\":\"1\",\"content\":\"line\"}]}";
    private static final String ANSWER = "{\"success\":true,\"status\":200,\"data\":{\"id\":\"t\",\"status\":1,"
            + "\"status_text\":\"received\",\"items\":[%s]},\"messages\":[]}".formatted(TASK);
    private static final List<List<String>> LINES = List.of(
            List.of("app", "run", "a/b", "--logs"),
            List.of("app", "list"),
            List.of("app", "versions", "a/b"),
            List.of("app", "logs", "a/b"),
            List.of("task", "get", "t"),
            List.of("task", "list"),
            List.of("task", "watch", "t"),
            List.of("task", "logs", "t"));

    private RehearsalOfRemote() {}

    /** Prints nothing, and ends by itself. */
    public static void run() {
        Console silent = new Console(nowhere(), nowhere());
        HttpServer server = server();
        try {
            String url = "http://127.0.0.1:" + server.getAddress().getPort();
            Connection connection = new Connection(url, "none", new KafkaLogin("", "", "", ""));
            CommandLine root = new CommandLine(CommandSpec.create());
            RemoteCommands.all(silent, () -> connection).forEach(root::addSubcommand);
            LINES.forEach(line -> root.execute(line.toArray(String[]::new)));
        } finally {
            server.stop(0);
        }
    }

    private static HttpServer server() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", RehearsalOfRemote::answer);
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            boolean streams = exchange.getRequestURI().getPath().endsWith("/stream");
            byte[] body = (streams ? TASK + "\n" : ANSWER).getBytes(StandardCharsets.UTF_8);
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, streams ? 0 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static PrintStream nowhere() {
        return new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    }
}
