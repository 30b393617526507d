package dev.hearth.gateway.testing;

import dev.hearth.gateway.file.FilePositions;
import dev.hearth.gateway.file.FileUris;
import dev.hearth.gateway.team.Caller;
import dev.hearth.ids.TeamId;
import io.smallrye.mutiny.Uni;
import java.nio.charset.StandardCharsets;

/** Files have the URL {@code http://files/<id>}. */
public final class FakeFileUris implements FileUris {
    @Override
    public Uni<byte[]> takeIn(Caller caller, String name, FilePositions positions, byte[] json) {
        return replaced(json, "http://files/", "inf://files/");
    }

    @Override
    public Uni<byte[]> show(TeamId team, FilePositions positions, byte[] json) {
        return replaced(json, "inf://files/", "http://files/");
    }

    private static Uni<byte[]> replaced(byte[] json, String from, String to) {
        String text = new String(json, StandardCharsets.UTF_8).replace(from, to);
        return Uni.createFrom().item(text.getBytes(StandardCharsets.UTF_8));
    }
}
