package dev.hearth.files.testing;

import com.google.protobuf.ByteString;
import dev.hearth.credentials.Credentials;
import dev.hearth.credentials.InternalKey;
import dev.hearth.credentials.Principal;
import dev.hearth.ids.TeamId;
import dev.hearth.proto.v1.CreateFileRequest;
import dev.hearth.proto.v1.FilesGrpc;
import dev.hearth.proto.v1.GetFileRequest;
import dev.hearth.proto.v1.StoredFile;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import org.eclipse.microprofile.config.ConfigProvider;

/** The service as its callers see it: gRPC with a credential, HTTP with nothing but the URLs it gave out. */
@Singleton
public class Clients {
    private final InternalKey key =
            new InternalKey(ConfigProvider.getConfig().getValue("HEARTH_INTERNAL_KEY", String.class));
    private final ManagedChannel channel = ManagedChannelBuilder.forAddress(
                    "127.0.0.1", ConfigProvider.getConfig().getValue("quarkus.grpc.server.test-port", Integer.class))
            .usePlaintext()
            .build();
    private final HttpClient http = HttpClient.newHttpClient();

    public ManagedChannel channel() {
        return channel;
    }

    public FilesGrpc.FilesBlockingStub asGateway() {
        return as(Principal.service("gateway"));
    }

    public FilesGrpc.FilesBlockingStub asEngine() {
        return as(Principal.engine("e1"));
    }

    public FilesGrpc.FilesStub asGatewayAsync() {
        return FilesGrpc.newStub(channel)
                .withInterceptors(Credentials.attach(key.credentialOf(Principal.service("gateway"))));
    }

    private FilesGrpc.FilesBlockingStub as(Principal principal) {
        return FilesGrpc.newBlockingStub(channel).withInterceptors(Credentials.attach(key.credentialOf(principal)));
    }

    /** A request for a new file, with defaults for all a test does not care about. */
    public static CreateFileRequest.Builder newFile(TeamId team) {
        return CreateFileRequest.newBuilder()
                .setTeamId(team.value())
                .setFilename("a.txt")
                .setContentType("text/plain");
    }

    public StoredFile create(CreateFileRequest.Builder request) {
        return asGateway().createFile(request.build());
    }

    /** A file of a new team that has these bytes. */
    public StoredFile stored(String text) throws IOException, InterruptedException {
        return stored(newFile(TeamId.random()), text);
    }

    public StoredFile stored(CreateFileRequest.Builder request, String text) throws IOException, InterruptedException {
        StoredFile file = create(request);
        HttpResponse<String> answer = put(file.getUploadUrl(), text);
        if (answer.statusCode() != 200) {
            throw new IOException("PUT answered " + answer.statusCode() + ": " + answer.body());
        }
        return get(file);
    }

    public StoredFile get(StoredFile file) {
        return asGateway()
                .getFile(GetFileRequest.newBuilder()
                        .setTeamId(file.getTeamId())
                        .setFileId(file.getFileId())
                        .build());
    }

    public HttpResponse<String> put(String url, String text) throws IOException, InterruptedException {
        return send(request(url).PUT(HttpRequest.BodyPublishers.ofString(text)));
    }

    public HttpResponse<String> read(String url, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = request(url).GET();
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    public HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    /** A request to one of the service's URLs at the port the test really has. */
    public HttpRequest.Builder request(String url) {
        return HttpRequest.newBuilder(URI.create(local(url)));
    }

    public String local(String url) {
        int port = ConfigProvider.getConfig().getValue("quarkus.http.test-port", Integer.class);
        return "http://127.0.0.1:%d%s".formatted(port, URI.create(url).getRawPath());
    }

    /** A message of a written file. */
    public static ByteString bytes(String text) {
        return ByteString.copyFromUtf8(text);
    }

    @PreDestroy
    void close() {
        channel.shutdownNow();
    }
}
