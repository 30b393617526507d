package dev.hearth.checker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.checker.Observation.Acknowledged;
import dev.hearth.checker.Observation.Changed;
import dev.hearth.checker.Observation.Deleted;
import dev.hearth.checker.Observation.Effect;
import dev.hearth.checker.Observation.Snapshot;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingTest {
    @TempDir
    Path folder;

    @Test
    void readsBackWhatItWrote() throws IOException {
        Path file = folder.resolve("run.jsonl");
        List<Observation> written = List.of(
                new Acknowledged("a"),
                new Snapshot("api", "a", Status.RUNNING, 1, false, null),
                new Snapshot("api", "a", Status.COMPLETED, 2, true, 2),
                new Changed(3, 4, "a", 1, 1, Status.DISPATCHED, List.of(Status.RECEIVED, Status.DISPATCHED)),
                new Deleted("a"),
                new Effect("a", 1),
                new Effect("a", null));

        try (Recording recording = Recording.append(file)) {
            for (Observation observation : written) {
                recording.add(observation);
            }
        }

        assertThat(Recording.read(file)).isEqualTo(written);
    }

    @Test
    void writesDownWhatAppsDo() throws Exception {
        Path file = folder.resolve("run.jsonl");

        int answer;
        int refusal;
        try (Recording recording = Recording.append(file);
                EffectLedger ledger = EffectLedger.open(recording)) {
            answer = post(ledger.url(), "{\"task_id\":\"a\",\"attempt\":2}");
            refusal = post(ledger.url(), "{}");
        }

        assertThat(answer).isEqualTo(204);
        assertThat(refusal).isEqualTo(400);
        assertThat(Recording.read(file)).containsExactly(new Effect("a", 2));
    }

    @Test
    void exitsWithWhatItFound() throws IOException {
        Path clean = folder.resolve("clean.jsonl");
        Path broken = folder.resolve("broken.jsonl");
        try (Recording one = Recording.append(clean);
                Recording other = Recording.append(broken)) {
            one.add(new Effect("a", 1));
            other.add(new Acknowledged("a"));
        }

        assertThat(Main.run(List.of(clean.toString()), Map.of())).isZero();
        assertThat(Main.run(List.of(clean.toString(), broken.toString()), Map.of()))
                .isEqualTo(1);
        assertThat(Main.run(List.of(), Map.of())).isEqualTo(2);
        assertThat(Main.run(List.of("--nonsense"), Map.of())).isEqualTo(2);
    }

    private static int post(String url, String body) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(url))
                                .POST(BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.discarding())
                .statusCode();
    }
}
