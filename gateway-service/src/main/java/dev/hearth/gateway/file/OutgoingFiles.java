package dev.hearth.gateway.file;

import com.fasterxml.jackson.core.JsonParser;
import dev.hearth.ids.FileId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The stored files that something stored refers to. */
final class OutgoingFiles implements FileScanner.Visitor {
    private record Reference(Literal literal, FileId file) {}

    private final List<Reference> references = new ArrayList<>();

    @Override
    public void uri(Literal literal, JsonParser at) {
        if (literal.startsWith(FileAddresses.INTERNAL)) {
            FileAddresses.internalFile(literal.text()).ifPresent(file -> references.add(new Reference(literal, file)));
        }
    }

    @Override
    public void pathAlone(JsonParser at) {
        // An app may answer with whatever paths it likes; they lead nowhere.
    }

    Set<FileId> files() {
        Set<FileId> files = new HashSet<>();
        references.forEach(reference -> files.add(reference.file()));
        return files;
    }

    /** Absolute URLs in place of what is known; a file that is gone keeps its internal address. */
    List<Splice.Replacement> replacements(Map<FileId, String> urls) {
        List<Splice.Replacement> replacements = new ArrayList<>();
        for (Reference reference : references) {
            String url = urls.get(reference.file());
            if (url != null) {
                replacements.add(new Splice.Replacement(reference.literal(), url));
            }
        }
        return replacements;
    }
}
