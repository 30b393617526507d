package dev.hearth.gateway.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.errors.ServiceException;
import dev.hearth.gateway.catalog.AppReference.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AppReferenceTest {
    @Test
    void readsNamespaceNameVersionAndFunction() {
        assertThat(AppReference.parse("infsh/text-templating@53bk0yzk:upscale"))
                .isEqualTo(new Named("infsh", "text-templating", "53bk0yzk", "upscale"));
    }

    @Test
    void takesTheTypeAppAway() {
        assertThat(AppReference.parse("app/infsh/gemini-2.5-flash-image"))
                .isEqualTo(new Named("infsh", "gemini-2.5-flash-image", null, null));
    }

    @Test
    void leavesTheNamespaceOpenWithoutASlash() {
        assertThat(AppReference.parse("my-app:run")).isEqualTo(new Named(null, "my-app", null, "run"));
    }

    @Test
    void readsLatestAsNoVersion() {
        assertThat(AppReference.parse("infsh/echo@latest").version()).isNull();
    }

    @Test
    void givesAnotherVersionOnlyWhenOneIsNamed() {
        AppReference reference = AppReference.parse("infsh/echo@v1");

        assertThat(reference.atVersion("v2").version()).isEqualTo("v2");
        assertThat(reference.atVersion(null).version()).isEqualTo("v1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "/", "a/b/c/d", "a b", "ns/", "/name", "ns/name@", "ns/name:", "ns/näme", "ns/name@a@b"})
    void refusesWhatIsNoReference(String text) {
        assertThatThrownBy(() -> AppReference.parse(text))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("\"" + text + "\"");
    }

    @Test
    void refusesOtherThingsThanApps() {
        assertThatThrownBy(() -> AppReference.parse("agent/infsh/helper"))
                .hasMessageContaining("names agent, not an app");
    }
}
