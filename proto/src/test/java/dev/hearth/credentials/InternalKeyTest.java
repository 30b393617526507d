package dev.hearth.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class InternalKeyTest {
    private final InternalKey key = new InternalKey("0123456789012345678901234567890123456789");

    @Test
    void aCredentialProvesItsPrincipal() {
        Principal engine = Principal.engine("e1");

        assertThat(key.verify(key.credentialOf(engine))).contains(engine);
    }

    @Test
    void aCredentialOfOnePrincipalProvesNoOther() {
        String credential = key.credentialOf(Principal.engine("e1"));

        assertThat(key.verify(credential.replace("e1", "e2"))).isEmpty();
        assertThat(key.verify(credential.replace("engine", "service"))).isEmpty();
    }

    @Test
    void aCredentialOfAnotherKeyProvesNothing() {
        InternalKey other = new InternalKey("9876543210987654321098765432109876543210");

        assertThat(other.verify(key.credentialOf(Principal.service("gateway")))).isEmpty();
    }

    @Test
    void garbageProvesNothing() {
        assertThat(key.verify("")).isEmpty();
        assertThat(key.verify("engine.")).isEmpty();
        assertThat(key.verify("./")).isEmpty();
    }

    @Test
    void aShortKeyIsRefused() {
        assertThatThrownBy(() -> new InternalKey("short")).hasMessageContaining("32");
    }
}
