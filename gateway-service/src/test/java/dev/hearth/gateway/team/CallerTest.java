package dev.hearth.gateway.team;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import dev.hearth.ids.ApiKeyId;
import dev.hearth.ids.TeamId;
import dev.hearth.ids.UserId;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CallerTest {
    @Test
    void mayDoEverythingWithoutScopesOrWithTheStar() {
        assertThat(caller().may("apps:execute")).isTrue();
        assertThat(caller("*").may("files:write")).isTrue();
    }

    @Test
    void mayDoWhatAScopeNamesAndWhatABareResourceImplies() {
        assertThat(caller("apps:execute").may("apps:execute")).isTrue();
        assertThat(caller("apps").may("apps:execute")).isTrue();
        assertThat(caller("apps:read").may("apps:execute")).isFalse();
        assertThat(caller("apps:read").may("apps")).isFalse();
    }

    @Test
    void saysWhichScopeIsLacking() {
        assertThatThrownBy(() -> caller("files").require("apps:execute"))
                .isInstanceOfSatisfying(
                        ServiceException.class,
                        error -> assertThat(error.code()).isEqualTo(ErrorCode.FORBIDDEN))
                .hasMessageContaining("lacks the scope apps:execute");
    }

    private static Caller caller(String... scopes) {
        return new Caller(TeamId.random(), UserId.random(), ApiKeyId.random(), Set.of(scopes));
    }
}
