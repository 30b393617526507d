package dev.hearth.gateway.catalog;

import static dev.hearth.gateway.testing.Eventually.assertThatSoon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.gateway.file.FilePositions;
import dev.hearth.gateway.http.Requirement;
import dev.hearth.gateway.team.Caller;
import dev.hearth.gateway.testing.ApiClient;
import dev.hearth.gateway.testing.PublishedApps;
import dev.hearth.gateway.testing.PublishedApps.Version;
import dev.hearth.ids.ApiKeyId;
import dev.hearth.ids.AppVersionId;
import dev.hearth.ids.UserId;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ResolveTest {
    @Inject
    AppCatalog catalog;

    @Inject
    PublishedApps apps;

    private ApiClient.Team team;

    @BeforeEach
    void makeTeam() {
        team = ApiClient.newTeam();
    }

    @Test
    void givesAllThatATaskNeeds() {
        Version version = apps.ready(team);

        ResolvedFunction function = resolved(version.reference(), null);

        assertThat(function.versionId()).isEqualTo(version.id());
        assertThat(function.appId()).isEqualTo(version.app());
        assertThat(function.function()).isEqualTo("run");
        assertThat(function.resources()).isEqualTo(new ResourceNeeds(1, "nvidia", 24_000_000_000L, 4_000_000_000L));
        assertThat(function.maxRunSeconds()).isEqualTo(90);
        assertThat(function.maxAttempts()).isEqualTo(1);
        assertThat(function.needs()).isEmpty();
        assertThat(function.setup().fill(null)).asString().isEqualTo("{\"size\":\"small\"}");
        assertThat(function.inputFiles().isEmpty()).isFalse();
        assertThat(function.outputFiles().isEmpty()).isFalse();
    }

    @Test
    void findsAVersionByTagIdAndPrefix() {
        Version version = apps.ready(team, PublishedApps.newName(), Map.of("tag", "v1"), PublishedApps.OUTPUT);
        String id = version.id().value();

        for (String named : Set.of("v1", id, id.substring(0, 8), id.substring(0, 4), "latest")) {
            assertThat(resolved(version.reference() + "@" + named, null).versionId())
                    .isEqualTo(version.id());
        }
    }

    @Test
    void findsAnAppByItsIdAndByItsBareName() {
        Version version = apps.ready(team);
        String name = version.reference().substring(version.reference().indexOf('/') + 1);

        assertThat(await(AppReference.ofId(version.app().value()), null).versionId())
                .isEqualTo(version.id());
        assertThat(await(AppReference.ofId(name), null).versionId()).isEqualTo(version.id());
        assertThat(resolved(name, null).versionId()).isEqualTo(version.id());
    }

    @Test
    void prefersTheFunctionOfTheRequestToTheReferences() {
        Version version = apps.ready(team);

        assertThat(resolved(version.reference() + ":upscale", null).function()).isEqualTo("upscale");
        assertThat(resolved(version.reference() + ":upscale", "run").function()).isEqualTo("run");
        assertThatThrownBy(() -> resolved(version.reference(), "nope"))
                .hasMessageContaining("has no function nope; there are: run, upscale");
    }

    @Test
    void refusesWhatIsNotThere() {
        Version version = apps.ready(team);

        assertThatThrownBy(() -> resolved("nobody/nothing", null)).hasMessage("app not found: nobody/nothing");
        assertThatThrownBy(() -> resolved(version.reference() + "@v9", null)).hasMessageContaining("has no version v9");
        assertThatThrownBy(() -> resolved(version.reference() + "@" + AppVersionId.random(), null))
                .hasMessageContaining("has no version");
    }

    @Test
    void refusesAVersionThatIsNotReady() {
        Version version = apps.building(team, PublishedApps.newName(), Map.of());

        assertThatThrownBy(() -> resolved(version.reference(), null)).hasMessageContaining("no version that is ready");
        assertThatThrownBy(() -> resolved(version.reference() + "@" + version.id(), null))
                .hasMessageContaining("is building");
    }

    @Test
    void showsAPrivateAppToItsTeamOnlyAndAPublicOneToAll() {
        Version version = apps.ready(team);
        ApiClient.Team other = ApiClient.newTeam();

        assertThatThrownBy(() -> resolved(other, version.reference())).hasMessageContaining("app not found");

        team.client()
                .post(
                        "/apps/{id}",
                        Map.of("visibility", "public"),
                        version.app().value());

        assertThatSoon(() ->
                assertThat(resolved(other, version.reference()).versionId()).isEqualTo(version.id()));
    }

    @Test
    void hearsOfANewCurrentVersionAtOnce() {
        String name = PublishedApps.newName();
        Version first = apps.ready(team, name, Map.of(), PublishedApps.OUTPUT);
        assertThat(resolved(first.reference(), null).versionId()).isEqualTo(first.id());

        Version second = apps.ready(team, name, Map.of(), PublishedApps.OUTPUT);

        assertThatSoon(
                () -> assertThat(resolved(second.reference(), null).versionId()).isEqualTo(second.id()));
    }

    @Test
    void namesWhatIsMissing() {
        String output = PublishedApps.OUTPUT.replace(
                "\"env\":{", "\"secrets\":[{\"key\":\"HF_TOKEN\"},{\"key\":\"EXTRA\",\"optional\":true}],\"env\":{");
        Version version = apps.ready(team, PublishedApps.newName(), Map.of(), output);

        ResolvedFunction function = resolved(version.reference(), null);

        assertThat(function.needs()).extracting(Need::requirement).containsExactly(Requirement.secret("HF_TOKEN"));
        assertThat(function.secretNames()).containsExactly("HF_TOKEN", "EXTRA");
    }

    @Test
    void runsALegacyAppThroughRun() {
        String output = PublishedApps.OUTPUT.replaceFirst(
                "(?s)\"functions\":.*?\"default_function\":\"run\"", "\"functions\":{},\"default_function\":null");
        Version version = apps.ready(team, PublishedApps.newName(), Map.of(), output);

        ResolvedFunction function = resolved(version.reference(), null);

        assertThat(function.function()).isEqualTo("run");
        assertThat(function.inputFiles().isEmpty()).isFalse();
    }

    @Test
    void runsADefaultFunctionThatHasNoSchemasOfItsOwnBesideThoseThatHave() {
        String output = PublishedApps.OUTPUT.replaceFirst("\"functions\":\\{\"run\"", "\"functions\":{\"typed\"");
        Version version = apps.ready(team, PublishedApps.newName(), Map.of(), output);

        assertThat(resolved(version.reference(), null).function()).isEqualTo("run");
        assertThat(resolved(version.reference(), "run").inputFiles().isEmpty()).isFalse();
        assertThat(resolved(version.reference(), "typed").function()).isEqualTo("typed");
    }

    @Test
    void knowsWhereFilesStandInATask() {
        Version version = apps.ready(team);

        FunctionFiles files = catalog.filesOf(version.id(), "run").await().atMost(Duration.ofSeconds(10));
        FunctionFiles unknown =
                catalog.filesOf(AppVersionId.random(), "run").await().atMost(Duration.ofSeconds(10));

        assertThat(files.output().isEmpty()).isFalse();
        assertThat(unknown.output()).isSameAs(FilePositions.NONE);
    }

    private ResolvedFunction resolved(String reference, @Nullable String function) {
        return await(AppReference.parse(reference), function);
    }

    private ResolvedFunction resolved(ApiClient.Team as, String reference) {
        return catalog.resolve(callerOf(as), AppReference.parse(reference), null)
                .await()
                .atMost(Duration.ofSeconds(10));
    }

    private ResolvedFunction await(AppReference reference, @Nullable String function) {
        return catalog.resolve(callerOf(team), reference, function).await().atMost(Duration.ofSeconds(10));
    }

    private static Caller callerOf(ApiClient.Team team) {
        return new Caller(team.id(), UserId.random(), ApiKeyId.random(), Set.of());
    }
}
