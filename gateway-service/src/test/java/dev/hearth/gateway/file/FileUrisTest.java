package dev.hearth.gateway.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
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

@QuarkusTest
@WithTestResource(
        value = TestStores.class,
        scope = TestResourceScope.GLOBAL,
        initArgs = @ResourceArg(name = "service", value = "gateway"))
@WithTestResource(value = Peers.class, scope = TestResourceScope.GLOBAL)
class FileUrisTest {
    private static final FilePositions POSITIONS = positions("""
            {"properties":{"image":{"type":"string","format":"file"},
                           "more":{"type":"array","items":{"type":"string","format":"file"}}}}""");

    private final Caller caller = new Caller(TeamId.random(), UserId.random(), ApiKeyId.random(), Set.of());

    @Inject
    FileUris uris;

    @Inject
    FakeFiles files;

    @Test
    void givesTheSameBytesBackWhenNothingIsToBeDone() {
        byte[] noPositions = bytes("{\"image\":\"/etc/passwd\"}");
        byte[] nothingOfOurs = bytes("{\"image\":\"https://example.com/a.png\",\"more\":[\"data:,x\",\"\",null,{}]}");

        assertThat(takenIn(FilePositions.NONE, noPositions)).isSameAs(noPositions);
        assertThat(takenIn(POSITIONS, nothingOfOurs)).isSameAs(nothingOfOurs);
        assertThat(shown(caller.team(), nothingOfOurs)).isSameAs(nothingOfOurs);
    }

    @Test
    void storesALargeDataUriAndLeavesEveryOtherByte() {
        byte[] content = new byte[70_000];
        content[69_999] = 7;
        String uri = "data:image/png;base64," + Base64.getEncoder().encodeToString(content);

        byte[] taken = takenIn(POSITIONS, bytes("{ \"n\": 1.0,\"image\" :\"%s\" , \"n2\":1e5}".formatted(uri)));

        String text = new String(taken, StandardCharsets.UTF_8);
        assertThat(text).matches("\\{ \"n\": 1.0,\"image\" :\"inf://files/[0-9a-z]{26}\" , \"n2\":1e5}");
        FileId file = new FileId(text.replaceAll(".*inf://files/([0-9a-z]{26}).*", "$1"));
        assertThat(files.contentOf(file)).isEqualTo(content);
        assertThat(files.file(file).getContentType()).isEqualTo("image/png");
        assertThat(files.file(file).getFilename()).isEqualTo("input.png");
        assertThat(files.file(file).getTeamId()).isEqualTo(caller.team().value());
    }

    @Test
    void keepsASmallDataUri() {
        byte[] small = bytes("{\"image\":\"data:text/plain;base64,aGk=\"}");

        assertThat(takenIn(POSITIONS, small)).isSameAs(small);
    }

    @Test
    void refusesADataUriThatCannotBeDecoded() {
        byte[] broken = bytes("{\"more\":[\"data:image/png;base64,%s\"]}".formatted("*".repeat(70_000)));

        assertThatThrownBy(() -> takenIn(POSITIONS, broken))
                .hasMessage("input/more/0 is a data: URI that cannot be decoded");
    }

    @Test
    void turnsTheUrlOfAnOwnFileIntoItsInternalAddress() {
        FileId file = files.stored(caller.team(), "uploads");

        byte[] taken =
                takenIn(POSITIONS, bytes("{\"image\":{\"uri\":\"%s\",\"size\":3}}".formatted(FakeFiles.urlOf(file))));

        assertThat(taken).asString().isEqualTo("{\"image\":{\"uri\":\"inf://files/%s\",\"size\":3}}".formatted(file));
    }

    @Test
    void leavesTheUrlOfAnotherTeamsFile() {
        FileId file = files.stored(TeamId.random(), "uploads");
        byte[] input = bytes("{\"image\":\"%s\"}".formatted(FakeFiles.urlOf(file)));

        assertThat(takenIn(POSITIONS, input)).isSameAs(input);
    }

    @Test
    void refusesABarePathAndSaysWhere() {
        assertThatThrownBy(() -> takenIn(POSITIONS, bytes("{\"more\":[\"https://a/b\",\"/etc/passwd\"]}")))
                .isInstanceOfSatisfying(
                        ServiceException.class,
                        error -> assertThat(error.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
                .hasMessageContaining("input/more/1")
                .hasMessageContaining("/etc/passwd");
    }

    @Test
    void refusesAnObjectWithAPathAlone() {
        assertThatThrownBy(() -> takenIn(POSITIONS, bytes("{\"image\":{\"path\":\"x.png\"}}")))
                .hasMessageContaining("input/image has a path but no uri");
    }

    @Test
    void makesInternalAddressesAbsoluteAndRemembersThem() {
        FileId file = files.stored(caller.team(), "outputs");
        byte[] output = bytes("{\"image\":\"inf://files/%s\",\"text\":\"inf://files/%s\"}".formatted(file, file));

        byte[] shown = shown(caller.team(), output);
        int asked = files.resolvedCount();
        byte[] again = shown(caller.team(), output);

        assertThat(shown)
                .asString()
                .isEqualTo("{\"image\":\"%s\",\"text\":\"inf://files/%s\"}".formatted(FakeFiles.urlOf(file), file));
        assertThat(again).isEqualTo(shown);
        assertThat(files.resolvedCount()).isEqualTo(asked);
    }

    @Test
    void doesNotShowAnotherTeamsFile() {
        byte[] output = bytes("{\"image\":\"inf://files/%s\"}".formatted(files.stored(TeamId.random(), "outputs")));

        assertThat(shown(caller.team(), output)).isSameAs(output);
    }

    private byte[] takenIn(FilePositions positions, byte[] json) {
        return uris.takeIn(caller, "input", positions, json).await().atMost(Duration.ofSeconds(10));
    }

    private byte[] shown(TeamId team, byte[] json) {
        return uris.show(team, POSITIONS, json).await().atMost(Duration.ofSeconds(10));
    }

    private static byte[] bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    private static FilePositions positions(String schema) {
        try {
            return FilePositions.of(new ObjectMapper().readTree(schema));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
