package dev.hearth.gateway.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FilePositionsTest {
    private static final String FILE = "{\"type\":\"string\",\"format\":\"file\"}";

    @Test
    void findsAFileThatIsWrittenInline() {
        assertThat(found(
                        "{\"properties\":{\"image\":%s,\"name\":{\"type\":\"string\"}}}".formatted(FILE),
                        "{\"name\":\"x\",\"image\":\"http://a/b\"}"))
                .containsExactly("/image=http://a/b");
    }

    @Test
    void findsOptionalFilesAndListsOfThem() {
        String schema = """
                {"properties":{
                  "one":{"anyOf":[%1$s,{"type":"null"}]},
                  "many":{"type":"array","items":%1$s},
                  "maybe":{"anyOf":[{"type":"array","items":%1$s},{"type":"null"}]}}}""".formatted(FILE);

        assertThat(found(
                        schema, "{\"one\":\"u1\",\"many\":[\"u2\",null,\"u3\"],\"maybe\":[\"u4\"],\"other\":[\"u5\"]}"))
                .containsExactly("/one=u1", "/many/0=u2", "/many/2=u3", "/maybe/0=u4");
    }

    @Test
    void leavesTextAloneWhereAFileOrTextMayStand() {
        String schema = """
                {"properties":{
                  "either":{"anyOf":[%1$s,{"type":"string"},{"type":"null"}]},
                  "many":{"type":"array","items":{"anyOf":[{"type":"string"},%1$s]}},
                  "anything":{"anyOf":[%1$s,{}]},
                  "file":{"anyOf":[%1$s,{"type":"integer"}]}}}""".formatted(FILE);

        assertThat(found(
                        schema,
                        "{\"either\":\"a text\",\"many\":[\"text\",\"https://a/b\",\"data:,x\",{\"uri\":\"inf://files/u\"}],"
                                + "\"anything\":\"text\",\"file\":\"text\"}"))
                .containsExactly("/many/1=https://a/b", "/many/2=data:,x", "/many/3/uri=inf://files/u", "/file=text");
    }

    @Test
    void followsReferencesAlsoRecursiveOnes() {
        String schema = """
                {"$ref":"#/$defs/Node",
                 "$defs":{"Node":{"type":"object","properties":{
                    "image":%s,
                    "children":{"type":"array","items":{"$ref":"#/$defs/Node"}}}}}}""".formatted(FILE);

        assertThat(found(
                        schema,
                        "{\"children\":[{\"image\":\"u1\",\"children\":[{\"image\":\"u2\"}]}],\"image\":\"u3\"}"))
                .containsExactly("/children/0/image=u1", "/children/0/children/0/image=u2", "/image=u3");
    }

    @Test
    void findsFilesInMapsAndTuples() {
        String schema = """
                {"properties":{
                  "by_name":{"type":"object","additionalProperties":%1$s},
                  "pair":{"type":"array","prefixItems":[{"type":"integer"},%1$s]}}}""".formatted(FILE);

        assertThat(found(schema, "{\"by_name\":{\"a\":\"u1\",\"b/c\":\"u2\"},\"pair\":[\"x\",\"u3\",\"y\"]}"))
                .containsExactly("/by_name/a=u1", "/by_name/b~1c=u2", "/pair/1=u3");
    }

    @Test
    void readsTheFileObjectOfOlderVersions() {
        String schema = """
                {"$defs":{"File":{"title":"File","type":"object","properties":{"uri":{"type":"string"},"path":{"type":"string"}}}},
                 "properties":{"image":{"$ref":"#/$defs/File"},"other":{"$id":"/schemas/File","oneOf":[{"type":"string"}]}}}""";

        assertThat(found(schema, "{\"image\":{\"path\":\"p\",\"uri\":\"u1\",\"size\":3},\"other\":\"u2\"}"))
                .containsExactly("/image/uri=u1", "/other=u2");
    }

    @Test
    void takesAnObjectForAFile() {
        assertThat(found(
                        "{\"properties\":{\"image\":%s}}".formatted(FILE),
                        "{\"image\":{\"content_type\":\"image/png\",\"uri\":\"u\"}}"))
                .containsExactly("/image/uri=u");
    }

    @Test
    void saysWhereAPathStandsAlone() {
        assertThat(found("{\"properties\":{\"image\":%s}}".formatted(FILE), "{\"image\":{\"path\":\"/etc/passwd\"}}"))
                .containsExactly("/image: path alone");
    }

    @Test
    void readsEscapedText() {
        assertThat(found("{\"properties\":{\"image\":%s}}".formatted(FILE), "{\"image\":\"http:\\/\\/a\\u002fb\"}"))
                .containsExactly("/image=http://a/b");
    }

    @Test
    void isEmptyForASchemaWithoutFiles() {
        assertThat(FilePositions.of(json("{\"properties\":{\"a\":{\"$ref\":\"#\"},\"b\":{\"format\":\"uri\"}}}"))
                        .isEmpty())
                .isTrue();
        assertThat(FilePositions.of(null)).isSameAs(FilePositions.NONE);
    }

    @Test
    void survivesNonsenseInASchema() {
        String schema =
                "{\"properties\":[1],\"items\":true,\"anyOf\":{\"a\":1},\"$ref\":\"#/nowhere\",\"additionalProperties\":false}";

        assertThat(FilePositions.of(json(schema)).isEmpty()).isTrue();
    }

    private static List<String> found(String schema, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        List<String> found = new ArrayList<>();
        FileScanner.Visitor visitor = new FileScanner.Visitor() {
            @Override
            public void uri(Literal literal, JsonParser at) {
                found.add(at.getParsingContext().pathAsPointer() + "=" + literal.text());
            }

            @Override
            public void pathAlone(JsonParser at) {
                found.add(at.getParsingContext().pathAsPointer() + ": path alone");
            }
        };
        try {
            new FileScanner(bytes, FilePositions.of(json(schema)), visitor).scan();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
