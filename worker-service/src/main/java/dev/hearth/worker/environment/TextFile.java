package dev.hearth.worker.environment;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Text files as authors' editors write them: UTF-8, with or without its mark, or UTF-16 with one. */
public final class TextFile {
    private TextFile() {}

    /** The text, lines ended by a line feed alone. */
    public static String read(Path file) throws BuildFailedException, IOException {
        byte[] bytes = Files.readAllBytes(file);
        int first = bytes.length < 2 ? 0 : ((bytes[0] & 0xff) << 8) | (bytes[1] & 0xff);
        Charset charset = first == 0xfeff || first == 0xfffe ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8;
        try {
            String text = charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            if (text.indexOf('\0') >= 0) {
                throw new CharacterCodingException();
            }
            String unmarked = text.startsWith("\ufeff") ? text.substring(1) : text;
            return unmarked.replace("\r\n", "\n").replace('\r', '\n');
        } catch (CharacterCodingException e) {
            throw new BuildFailedException(
                    "%s is not text in UTF-8: save it in that encoding".formatted(file.getFileName()), e);
        }
    }
}
