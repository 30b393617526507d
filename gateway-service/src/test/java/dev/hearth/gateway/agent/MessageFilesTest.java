package dev.hearth.gateway.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.embedded.TestStores;
import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import dev.hearth.gateway.team.Caller;
import dev.hearth.gateway.testing.FakeFiles;
import dev.hearth.gateway.testing.Peers;
import dev.hearth.ids.ApiKeyId;
import dev.hearth.ids.FileId;
import dev.hearth.ids.TeamId;
import dev.hearth.ids.UserId;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A message keeps its files for as long as its chat lives: they are made ready for that before it is stored. */
@QuarkusTest
@WithTestResource(
        value = TestStores.class,
        scope = TestResourceScope.GLOBAL,
        initArgs = @ResourceArg(name = "service", value = "gateway"))
@WithTestResource(value = Peers.class, scope = TestResourceScope.GLOBAL)
class MessageFilesTest {
    private static final String LARGE =
            "data:image/png;base64," + Base64.getEncoder().encodeToString(new byte[70_000]);

    private final Caller caller = new Caller(TeamId.random(), UserId.random(), ApiKeyId.random(), Set.of());

    @Inject
    MessageFiles messageFiles;

    @Inject
    FakeFiles files;

    @ParameterizedTest
    @CsvSource({
        "images/0,'{\"images\":[\"x.png\"]}'",
        "files/1,'{\"files\":[\"https://a/b\",\"/etc/passwd\"]}'",
        "files/0,'{\"files\":[\"inf://files/nope\"]}'",
        "attachments/0/uri,'{\"attachments\":[\"x.png\"]}'",
        "attachments/0/uri,'{\"attachments\":[{\"uri\":\"file:///x\",\"filename\":\"x.png\"}]}'",
        "attachments/0,'{\"attachments\":[{\"path\":\"x.png\"}]}'"
    })
    void refusesWhatIsNoFileAndSaysWhere(String position, String message) {
        assertThatThrownBy(() -> run("{\"input\":%s}".formatted(message)))
                .isInstanceOfSatisfying(
                        ServiceException.class,
                        error -> assertThat(error.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
                .hasMessageContaining("body/input/" + position + " ");
        assertThatThrownBy(() -> message("{\"message\":%s}".formatted(message)))
                .hasMessageContaining("body/message/" + position + " ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"images", "files", "attachments"})
    void storesALargeDataUriAsAFile(String list) {
        JsonNode input = run("{\"input\":{\"text\":\"Look\",\"%s\":[{\"uri\":\"%s\"}]}}".formatted(list, LARGE))
                .path("input");

        String uri = input.path(list).path(0).path("uri").asText();
        assertThat(uri).startsWith("inf://files/");
        assertThat(files.contentOf(new FileId(uri.substring("inf://files/".length()))))
                .hasSize(70_000);
        assertThat(input.path("text").asText()).isEqualTo("Look");
    }

    @Test
    void namesAnOwnFileByItsId() {
        FileId file = files.stored(caller.team(), "uploads");

        JsonNode body = message("{\"message\":{\"images\":[\"%s\"]}}".formatted(FakeFiles.urlOf(file)));

        assertThat(body.path("message").path("images").path(0).asText()).isEqualTo("inf://files/" + file);
    }

    @Test
    void anAttachmentSaysWhatItIsWhenItsAddressDoesNotAnyMore() {
        String own = FakeFiles.urlOf(files.stored(caller.team(), "uploads"));

        JsonNode attachments =
                run("{\"input\":{\"attachments\":[\"%s\",\"%s?x=a/b.txt\",{\"uri\":\"%s\",\"filename\":\"a.pdf\"}]}}"
                                .formatted(LARGE, own, own))
                        .path("input")
                        .path("attachments");

        assertThat(attachments.path(0).path("content_type").asText()).isEqualTo("image/png");
        assertThat(attachments.path(1).path("filename").asText()).isEqualTo("f.bin");
        assertThat(attachments.path(2).path("filename").asText()).isEqualTo("a.pdf");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"input\":{\"text\":\"x.png\"}}",
                "{\"input\":{\"images\":[],\"files\":null}}",
                "{\"input\":{\"images\":[\"https://a/b.png\",\"data:,x\"],\"n\":1.0}}"
            })
    void aBodyWithNothingToDoStaysAsItIs(String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);

        assertThat(messageFiles
                        .takeInRun(caller, Bodies.RUN.read(body), body)
                        .await()
                        .atMost(Duration.ofSeconds(10)))
                .isSameAs(body);
    }

    private JsonNode run(String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        return Documents.read(messageFiles
                .takeInRun(caller, Bodies.RUN.read(body), body)
                .await()
                .atMost(Duration.ofSeconds(10)));
    }

    private JsonNode message(String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        return Documents.read(messageFiles
                .takeInMessage(caller, Bodies.MESSAGE.read(body), body)
                .await()
                .atMost(Duration.ofSeconds(10)));
    }
}
