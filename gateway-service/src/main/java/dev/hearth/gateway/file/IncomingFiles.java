package dev.hearth.gateway.file;

import com.fasterxml.jackson.core.JsonParser;
import dev.hearth.ids.FileId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The files in what a caller sent: which to store, which are ours already; refuses what is no file at all. */
final class IncomingFiles implements FileScanner.Visitor {
    /** A file that is written out in the input. */
    record Inline(Literal literal, DataUri content) {}

    private record Ours(Literal literal, FileId file) {}

    private final String name;
    private final FileAddresses addresses;
    private final long inlineLimit;
    private final List<Inline> inline = new ArrayList<>();
    private final List<Ours> ours = new ArrayList<>();

    IncomingFiles(String name, FileAddresses addresses, long inlineLimit) {
        this.name = name;
        this.addresses = addresses;
        this.inlineLimit = inlineLimit;
    }

    @Override
    public void uri(Literal literal, JsonParser at) {
        if (literal.length() == 0) {
            return;
        }
        if (literal.startsWith("data:")) {
            data(literal, at);
        } else if (literal.startsWith("http://") || literal.startsWith("https://")) {
            addresses.publicFile(literal.text()).ifPresent(file -> ours.add(new Ours(literal, file)));
        } else if (!literal.startsWith(FileAddresses.INTERNAL)
                || FileAddresses.internalFile(literal.text()).isEmpty()) {
            throw FileErrors.notAFile(position(at), literal.text());
        }
    }

    @Override
    public void pathAlone(JsonParser at) {
        throw FileErrors.barePath(position(at));
    }

    private void data(Literal literal, JsonParser at) {
        if (literal.length() > inlineLimit) {
            Optional<DataUri> content = DataUri.parse(literal.bytes());
            inline.add(new Inline(literal, content.orElseThrow(() -> FileErrors.notADataUri(position(at)))));
        }
    }

    List<Inline> inline() {
        return inline;
    }

    Set<FileId> ours() {
        Set<FileId> files = new HashSet<>();
        ours.forEach(file -> files.add(file.file()));
        return files;
    }

    /**
     * Internal addresses, in the order of their places.
     *
     * @param visible those of {@link #ours()} that the team may see; the URLs of others stay as they are
     */
    List<Splice.Replacement> replacements(Map<Literal, FileId> stored, Set<FileId> visible) {
        List<Splice.Replacement> replacements = new ArrayList<>();
        stored.forEach((literal, file) ->
                replacements.add(new Splice.Replacement(literal, FileAddresses.internalAddress(file))));
        for (Ours file : ours) {
            if (visible.contains(file.file())) {
                replacements.add(new Splice.Replacement(file.literal(), FileAddresses.internalAddress(file.file())));
            }
        }
        replacements.sort(
                Comparator.comparingInt(replacement -> replacement.literal().start()));
        return replacements;
    }

    private String position(JsonParser at) {
        return name + at.getParsingContext().pathAsPointer();
    }
}
