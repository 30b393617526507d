package dev.hearth.worker.environment;

import dev.hearth.ids.FileId;
import dev.hearth.ids.TeamId;
import dev.hearth.worker.files.FileUnavailableException;
import dev.hearth.worker.files.StoredFiles;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Wheels that a lock names and no index has. They are files of the team that publishes; in the lock they stand as
 * {@code inf://files/ID/NAME} with the hash that they must have.
 */
@Singleton
public class LockedWheels {
    private static final String CATEGORY = "repos";
    private static final Pattern STORED = Pattern.compile("inf://files/([0-9a-z]+)/([A-Za-z0-9][\\w.+!-]*\\.whl)");

    private final StoredFiles files;

    public LockedWheels(StoredFiles files) {
        this.files = files;
    }

    /** Stores the wheels that a lock names by their path, and names them by their file instead. */
    public String store(TeamId team, String lock, Collection<WheelBuilder.Wheel> wheels)
            throws BuildFailedException, IOException, InterruptedException {
        String named = lock;
        for (WheelBuilder.Wheel wheel : wheels) {
            String reference = "file://" + wheel.inside();
            Matcher entry =
                    Pattern.compile("(?m)^(\\S+ @ )" + Pattern.quote(reference)).matcher(named);
            if (entry.find()) {
                String stored = store(team, wheel.file());
                named = entry.replaceAll(
                        match -> Matcher.quoteReplacement("# " + wheel.note() + "\n" + match.group(1) + stored));
            }
        }
        return named;
    }

    private String store(TeamId team, Path wheel) throws BuildFailedException, IOException, InterruptedException {
        String name = wheel.getFileName().toString();
        try {
            StoredFiles.Stored stored = files.write(
                    team,
                    name,
                    "application/zip",
                    CATEGORY,
                    () -> Files.newInputStream(wheel, LinkOption.NOFOLLOW_LINKS));
            return "inf://files/%s/%s".formatted(stored.id().value(), name);
        } catch (FileUnavailableException e) {
            throw new BuildFailedException("%s cannot be stored: %s".formatted(name, e.getMessage()), e);
        }
    }

    /** Fetches the wheels of a lock into a folder; the lock that names them there, as the build sees the folder. */
    String fetch(TeamId owner, String lock, Path folder, Path inside)
            throws BuildFailedException, IOException, InterruptedException {
        Matcher stored = STORED.matcher(lock);
        StringBuilder named = new StringBuilder();
        while (stored.find()) {
            Path place = Path.of(stored.group(1), stored.group(2));
            Path target = folder.resolve(place);
            Files.createDirectories(target.getParent());
            try {
                files.read(owner, new FileId(stored.group(1)), target);
            } catch (FileUnavailableException e) {
                throw new BuildFailedException(
                        "the wheel %s of this version is not to be had: %s".formatted(stored.group(2), e.getMessage()),
                        e);
            }
            stored.appendReplacement(named, Matcher.quoteReplacement("file://" + inside.resolve(place)));
        }
        return stored.appendTail(named).toString();
    }

    /** A lock without what differs between two publications of the same wheels: their hashes tell them apart. */
    static String withoutFileIds(String lock) {
        return STORED.matcher(lock).replaceAll("inf://files/$2").replaceAll("(?m)^#.*\n", "");
    }
}
