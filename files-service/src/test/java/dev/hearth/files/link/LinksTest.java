package dev.hearth.files.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.ids.FileId;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LinksTest {
    private static final String KEY = "0123456789abcdef0123456789abcdef";
    private static final Instant SOON = Instant.parse("2030-01-01T00:00:00Z");

    private final FileId id = FileId.random();
    private final Links links = new Links("http://files.example/", KEY);

    @Test
    void makesTheSameDownloadUrlForEver() {
        String url = links.downloadUrl(id, "a b.txt");

        assertThat(url).startsWith("http://files.example/f/" + id + "/").endsWith("/a%20b.txt");
        assertThat(new Links("http://files.example", KEY).downloadUrl(id, "a b.txt"))
                .isEqualTo(url);
    }

    @Test
    void opensADownloadByItsOwnTokenOnly() {
        String token = part(links.downloadUrl(id, "a"), 5);

        assertThat(links.opensDownload(id, token)).isTrue();
        assertThat(links.opensDownload(FileId.random(), token)).isFalse();
        assertThat(links.opensDownload(id, token + "A")).isFalse();
        assertThat(links.opensDownload(id, "")).isFalse();
    }

    @Test
    void readsWhenAnUploadEnds() {
        String token = part(links.uploadUrl(id, SOON), 5);

        assertThat(links.uploadValidUntil(id, token)).contains(SOON);
    }

    @Test
    void doesNotBelieveAnotherEnd() {
        String token = part(links.uploadUrl(id, SOON), 5);
        String later = part(links.uploadUrl(id, SOON.plusSeconds(1)), 5);

        String forged = later.substring(0, later.indexOf('.')) + token.substring(token.indexOf('.'));

        assertThat(links.uploadValidUntil(id, forged)).isEmpty();
        assertThat(links.uploadValidUntil(id, "nonsense")).isEmpty();
        assertThat(links.uploadValidUntil(id, "!.x")).isEmpty();
        assertThat(links.uploadValidUntil(FileId.random(), token)).isEmpty();
    }

    @Test
    void doesNotTakeBytesByADownloadToken() {
        assertThat(links.uploadValidUntil(id, part(links.downloadUrl(id, "a"), 5)))
                .isEmpty();
        assertThat(links.opensDownload(id, part(links.uploadUrl(id, SOON), 5))).isFalse();
    }

    @Test
    void makesOtherTokensWithAnotherKey() {
        Links others = new Links("http://files.example", KEY.replace('0', 'x'));

        assertThat(others.opensDownload(id, part(links.downloadUrl(id, "a"), 5)))
                .isFalse();
    }

    private static String part(String url, int index) {
        return url.split("/", -1)[index];
    }
}
