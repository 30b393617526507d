package dev.hearth.agent.definition;

import static dev.hearth.agent.testing.Configurations.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.agent.access.JsonBody;
import dev.hearth.agent.testing.Configurations;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AgentConfigReaderTest {
    private final AgentConfigReader reader = new AgentConfigReader(Configurations.definitions(Map.of()));

    @Test
    void readsWhatIsThere() {
        AgentConfig read = read("""
                {'name': 'helper', 'description': 'helps', 'system_prompt': 'Be kind.', 'example_prompts': ['Hello'],
                 'core_app': {'ref': 'me/llm@v1', 'setup': {'device': 'cpu'}, 'input': {'model': 'small'}},
                 'context': [{'name': 'user', 'description': 'who', 'required': true, 'default': 'Ada'}],
                 'output_schema': {'type': 'object'}}""");

        assertThat(read.name()).isEqualTo("helper");
        assertThat(read.description()).isEqualTo("helps");
        assertThat(read.systemPrompt()).isEqualTo("Be kind.");
        assertThat(read.examplePrompts()).containsExactly("Hello");
        assertThat(read.coreApp().ref()).isEqualTo("me/llm@v1");
        assertThat(read.coreApp().setup()).isEqualTo(json("{'device': 'cpu'}"));
        assertThat(read.coreApp().input()).isEqualTo(json("{'model': 'small'}"));
        assertThat(read.context()).containsExactly(new ContextVariable("user", "who", true, "Ada"));
        assertThat(read.outputSchema()).isEqualTo(json("{'type': 'object'}"));
    }

    @Test
    void takesTheCoreAppAsPlainText() {
        assertThat(read("{'core_app': 'me/llm'}").coreApp().ref()).isEqualTo("me/llm");
    }

    @Test
    void takesTheCoreAppUnderItsOtherName() {
        assertThat(read("{'core_app_ref': 'me/llm'}").coreApp().ref()).isEqualTo("me/llm");
        CoreApp mixed = read("{'core_app_ref': 'me/llm', 'core_app': {'input': {'model': 'm'}}}")
                .coreApp();
        assertThat(mixed.ref()).isEqualTo("me/llm");
        assertThat(mixed.input()).isEqualTo(json("{'model': 'm'}"));
    }

    @Test
    void takesTheCoreAppById() {
        assertThat(read("{'core_app': {'id': '53bk0yzk', 'version_id': 'abcd'}}")
                        .coreApp()
                        .ref())
                .isEqualTo("53bk0yzk@abcd");
        assertThat(read("{'core_app': {'ref': 'me/llm', 'version_id': 'abcd'}}")
                        .coreApp()
                        .ref())
                .isEqualTo("me/llm@abcd");
        assertThat(read("{'core_app': {'ref': 'me/llm@v2', 'version_id': 'abcd'}}")
                        .coreApp()
                        .ref())
                .isEqualTo("me/llm@v2");
    }

    @Test
    void takesValuesOfTheLlmBesideTheCoreApp() {
        CoreApp core =
                read("{'core_app': {'ref': 'me/llm', 'input': {'max_tokens': 5}}, 'temperature': 0.2, 'max_tokens': 9}")
                        .coreApp();

        assertThat(core.input()).isEqualTo(json("{'max_tokens': 5, 'temperature': 0.2}"));
        assertThat(read("{'core_app': 'me/llm', 'temperature': 0.2}").coreApp().input())
                .isEqualTo(json("{'temperature': 0.2}"));
    }

    @Test
    void takesNullForAbsentEverywhere() {
        AgentConfig read = read("""
                {'name': null, 'description': null, 'system_prompt': null, 'example_prompts': null, 'temperature': null,
                 'core_app': {'ref': 'me/llm', 'id': null, 'version_id': null, 'setup': null, 'input': null},
                 'core_app_ref': null, 'skills': [null], 'context': [null], 'internal_tools': {'plan': null},
                 'output_schema': null, 'hooks': null, 'limits': {'max_rounds': null, 'max_seconds': null},
                 'tools': [null, {'name': 't', 'type': 'http', 'display_name': null, 'description': null,
                   'require_approval': null, 'timeout': null, 'repeatable': null, 'max_attempts': null,
                   'http': {'url': 'http://a.example/', 'method': null, 'auth': null, 'headers': {'X': null},
                            'input_schema': null}}]}""");

        assertThat(read).isEqualTo(read("""
                {'core_app': 'me/llm', 'tools': [{'name': 't', 'type': 'http', 'http': {'url': 'http://a.example/'}}]}"""));
    }

    @Test
    void passesOverMembersThatItDoesNotKnow() {
        assertThat(
                        read(
                                "{'core_app': 'me/llm', 'flair': 1, 'internal_tools': {'code_execution': true, 'spawn': true}}"))
                .isEqualTo(read("{'core_app': 'me/llm'}"));
    }

    @Test
    void hasTheBuiltInToolsOfTheSettings() {
        assertThat(read("{'core_app': 'me/llm'}").internalTools())
                .isEqualTo(new InternalTools(true, true, true, false, true));
        assertThat(read("{'core_app': 'me/llm', 'internal_tools': {'plan': false, 'finish': true}}")
                        .internalTools())
                .isEqualTo(new InternalTools(false, true, true, true, true));

        AgentConfigReader frugal = new AgentConfigReader(
                Configurations.definitions(Map.of("hearth.agent.definition.internal-tools.plan", "false")));
        assertThat(frugal.read("c", json("{'core_app': 'me/llm'}")).internalTools())
                .isEqualTo(new InternalTools(false, true, true, false, true));
    }

    @Test
    void switchesABuiltInToolOnWhenItIsAmongTheTools() {
        assertThat(read("{'core_app': 'a/b', 'tools': [{'type': 'internal', 'internal': {'category': 'finish'}}]}")
                        .internalTools()
                        .finish())
                .isTrue();
    }

    @Test
    void readsSkills() {
        assertThat(read("""
                {'core_app': 'a/b', 'skills': [{'name': 's', 'description': 'd', 'content': 'text', 'preload': true},
                                               {'name': 'u', 'url': 'https://x.example/s.md'}]}""").skills())
                .containsExactly(
                        new Skill("s", "d", "text", null, true),
                        new Skill("u", "", null, "https://x.example/s.md", false));
    }

    @Test
    void takesDefaultsOfVariablesThatAreNoText() {
        assertThat(read("{'core_app': 'a/b', 'context': [{'name': 'n', 'default': 5}, {'name': 'b', 'default': true}]}")
                        .context())
                .extracting(ContextVariable::defaultValue)
                .containsExactly("5", "true");
    }

    @Test
    void readsLimitsOfTurns() {
        assertThat(read("{'core_app': 'a/b', 'limits': {'max_rounds': 3, 'max_seconds': 1.5, 'max_tokens': 1000}}")
                        .limits())
                .isEqualTo(new TurnLimits(3, Duration.ofMillis(1500), 1000));
        assertThat(read("{'core_app': 'a/b'}").limits()).isEqualTo(new TurnLimits(50, Duration.ofHours(1), 0));
    }

    @Test
    void writesWhatItReadsBackAsTheSame() {
        AgentConfig config = read("""
                {'name': 'n', 'core_app': {'ref': 'me/llm', 'input': {'temperature': 1.0, 'deep': {'x': [1, null]}}},
                 'skills': [{'name': 's', 'content': 'text'}], 'context': [{'name': 'v'}], 'limits': {'max_seconds': 0.25},
                 'output_schema': {'type': 'object', 'properties': {'a': {'type': 'integer'}}},
                 'tools': [
                  {'name': 'c', 'type': 'client', 'client': {'input_schema': {'type': 'object'}}, 'require_approval': true},
                  {'name': 'a', 'type': 'app', 'app': {'ref': 'x/y', 'function': 'f', 'session_enabled': true,
                                                       'setup': {'s': 1}, 'input': {'i': 2}}, 'timeout': 7.5},
                  {'name': 'g', 'type': 'agent', 'agent': {'ref': 'x/z@v1'}},
                  {'name': 'h', 'type': 'hook', 'hook': {'url': 'https://h.example/{{context.path}}', 'secret': 'KEY'}},
                  {'name': 'p', 'type': 'call', 'call': {'url': 'https://p.example', 'method': 'get',
                    'auth': {'type': 'api_key', 'secret': 'K'}, 'headers': {'B': 'Bearer ${{secrets.T}}', 'A': 'x'},
                    'output_schema': {}}, 'repeatable': true}]}""");

        AgentConfig again =
                reader.read("c", JsonBody.stored(AgentConfigWriter.write(config).toString()));

        assertThat(again).isEqualTo(config);
        assertThat(AgentConfigWriter.digest(again)).isEqualTo(AgentConfigWriter.digest(config));
    }

    @Test
    void givesEqualConfigurationsOneDigest() {
        byte[] digest =
                AgentConfigWriter.digest(read("{'core_app': {'ref': 'a/b', 'input': {'x': 1, 'y': 2}}, 'name': 'n'}"));

        assertThat(AgentConfigWriter.digest(
                        read("{'name': 'n', 'core_app': {'input': {'y': 2.0, 'x': 1}, 'ref': 'a/b'}, 'extra': null}")))
                .isEqualTo(digest);
        assertThat(AgentConfigWriter.digest(read("{'name': 'n', 'core_app': {'ref': 'a/b', 'input': {'x': 1}}}")))
                .isNotEqualTo(digest);
    }

    private AgentConfig read(String text) {
        return reader.read("agent_config", json(text));
    }
}
