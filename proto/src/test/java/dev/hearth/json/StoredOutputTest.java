package dev.hearth.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.hearth.ids.FileId;
import org.junit.jupiter.api.Test;

class StoredOutputTest {
    @Test
    void namesTheFileThatHoldsTheOutput() {
        FileId file = FileId.random();

        assertThat(StoredOutput.fileOf(StoredOutput.in(file))).contains(file);
    }

    @Test
    void takesNoOutputOfAnAppForAReference() {
        String id = FileId.random().value();

        assertThat(StoredOutput.fileOf(ByteString.copyFromUtf8("\"inf://files/" + id + "\"")))
                .isEmpty();
        assertThat(StoredOutput.fileOf(ByteString.copyFromUtf8("inf://files/" + id + "x")))
                .isEmpty();
        assertThat(StoredOutput.fileOf(ByteString.copyFromUtf8("null"))).isEmpty();
        assertThat(StoredOutput.fileOf(ByteString.EMPTY)).isEmpty();
    }
}
