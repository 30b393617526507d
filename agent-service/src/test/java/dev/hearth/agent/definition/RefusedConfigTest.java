package dev.hearth.agent.definition;

import static dev.hearth.agent.testing.Configurations.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hearth.agent.testing.Configurations;
import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusedConfigTest {
    private final AgentConfigReader reader = new AgentConfigReader(Configurations.definitions(Map.of()));

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                                                   | c.core_app is missing: the app that serves as the LLM
            {'core_app': ''}                                     | c.core_app is missing: the app that serves as the LLM
            {'core_app': {'input': {}}}                          | c.core_app is missing: the app that serves as the LLM
            {'core_app': 5}                                      | c.core_app must be an object, is "5"
            {'core_app': 'a b'}                                  | c.core_app must be an app reference such as namespace/name@version, is "a b"
            {'core_app': {'ref': 'a/b', 'setup': []}}            | c.core_app.setup must be an object, is "[]"
            {'core_app': 'a/b', 'name': 5}                       | c.name must be a string, is "5"
            {'core_app': 'a/b', 'name': 'x\\u0000y'}             | c.name must not hold U+0000
            {'core_app': 'a/b', 'tools': {}}                     | c.tools must be an array, is "{}"
            {'core_app': 'a/b', 'tools': ['x']}                  | c.tools[0] must be an object, is "x"
            {'core_app': 'a/b', 'output_schema': 'x'}            | c.output_schema must be an object, is "x"
            {'core_app': 'a/b', 'output_schema': {'type': 'string'}} | c.output_schema.type must be "object", is "string"
            {'core_app': 'a/b', 'internal_tools': {'plan': 1}}   | c.internal_tools.plan must be true or false, is "1"
            {'core_app': 'a/b', 'hooks': [{'event': 'agent.start'}]} | c.hooks are not supported here
            {'core_app': 'a/b', 'skills': [{'name': 's', 'skill_id': 'x'}]} | c.skills[0] needs content or url: there is no registry of skills here
            {'core_app': 'a/b', 'skills': [{'name': 's', 'content': ''}, {'name': 's', 'content': ''}]} | c.skills[1].name occurs twice: "s"
            {'core_app': 'a/b', 'skills': [{'name': 's', 'url': 'ftp://x/'}]} | c.skills[0].url must be a URL that begins with http:// or https://, is "ftp://x/"
            {'core_app': 'a/b', 'context': [{'name': 'a b'}]}    | c.context[0].name must be 1 to 64 letters, digits, '_', '-' or '.', is "a b"
            {'core_app': 'a/b', 'context': [{'name': 'a'}, {'name': 'a'}]} | c.context[1].name occurs twice: "a"
            {'core_app': 'a/b', 'context': [{'name': 'a', 'default': []}]} | c.context[0].default must be a string, is "[]"
            {'core_app': 'a/b', 'limits': {'max_rounds': 0}}     | c.limits.max_rounds must be from 1 to 1000, is 0
            {'core_app': 'a/b', 'limits': {'max_rounds': 1.5}}   | c.limits.max_rounds must be a whole number, is "1.5"
            {'core_app': 'a/b', 'limits': {'max_seconds': 0}}    | c.limits.max_seconds must be a number of seconds above 0, is "0"
            {'core_app': 'a/b', 'limits': {'max_tokens': -1}}    | c.limits.max_tokens must be from 0 to 9223372036854775807, is -1
            """)
    void refusesAConfigurationThatCannotWork(String config, String message) {
        assertRefused(config, message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'type': 'client'}                                   | c.tools[0].name is missing
            {'name': 'x'}                                        | c.tools[0].type is missing
            {'name': 'x', 'type': 'magic'}                       | c.tools[0].type is not known: "magic"; there are app, agent, hook, http, call, client, internal
            {'name': 'x', 'type': 'mcp', 'mcp': {}}              | c.tools[0].type "mcp" is not supported: there are no MCP servers here
            {'name': 'a b', 'type': 'client'}                    | c.tools[0].name must be 1 to 64 letters, digits, '_' or '-', is "a b"
            {'name': 'finish', 'type': 'client'}                 | c.tools[0].name must not be the name of a built-in tool (internal_tools.finish), is "finish"
            {'name': 'plan_create', 'type': 'client'}            | c.tools[0].name must not be the name of a built-in tool (internal_tools.plan), is "plan_create"
            {'type': 'internal', 'internal': {'category': 'x'}}  | c.tools[0].internal.category is not known: "x"; there are plan, memory, widget, finish, skills
            {'name': 'x', 'type': 'app'}                         | c.tools[0].app.ref is missing
            {'name': 'x', 'type': 'app', 'app': {'ref': '../x/y/z'}} | c.tools[0].app.ref must be an app reference such as namespace/name@version, is "../x/y/z"
            {'name': 'x', 'type': 'agent', 'agent': {}}          | c.tools[0].agent.ref is missing
            {'name': 'x', 'type': 'http', 'http': {}}            | c.tools[0].http.url is missing
            {'name': 'x', 'type': 'http', 'http': {'url': 'file:///etc/passwd'}} | c.tools[0].http.url must be a URL that begins with http:// or https://, is "file:///etc/passwd"
            {'name': 'x', 'type': 'http', 'http': {'url': 'https://u:p@h/'}} | c.tools[0].http.url must not hold a user and a password: use auth or headers
            {'name': 'x', 'type': 'http', 'http': {'url': 'http://h/', 'method': 'BREW'}} | c.tools[0].http.method is not known: "BREW"; there are DELETE, GET, HEAD, PATCH, POST, PUT
            {'name': 'x', 'type': 'http', 'http': {'url': 'http://h/', 'auth': {'type': 'basic'}}} | c.tools[0].http.auth.type is not known: "basic"; there are none, api_key, bearer, integration
            {'name': 'x', 'type': 'http', 'http': {'url': 'http://h/', 'auth': {'type': 'bearer'}}} | c.tools[0].http.auth.secret is missing
            {'name': 'x', 'type': 'http', 'http': {'url': 'http://h/', 'headers': {'Host': 'x'}}} | c.tools[0].http.headers must not hold a header that the client sets itself, is "Host"
            {'name': 'x', 'type': 'http', 'http': {'url': 'http://h/', 'headers': {'A': 'x\\r\\nB: y'}}} | c.tools[0].http.headers.A must fit into one line of a header, is "x
            {'name': 'x', 'type': 'hook', 'hook': {'url': 'javascript:x'}} | c.tools[0].hook.url must be a URL that begins with http:// or https://, is "javascript:x"
            {'name': 'x', 'type': 'client', 'client': {'input_schema': []}} | c.tools[0].client.input_schema must be an object, is "[]"
            {'name': 'x', 'type': 'client', 'client': {'input_schema': {'type': 'array'}}} | c.tools[0].client.input_schema.type must be "object", is "array"
            {'name': 'x', 'type': 'client', 'client': {'input_schema': {'properties': []}}} | c.tools[0].client.input_schema.properties must be an object, is "[]"
            {'name': 'x', 'type': 'client', 'timeout': 'soon'}   | c.tools[0].timeout must be a number, is "soon"
            {'name': 'x', 'type': 'client', 'timeout': -1}       | c.tools[0].timeout must be from 0 to 2592000, is -1
            {'name': 'x', 'type': 'client', 'max_attempts': 99}  | c.tools[0].max_attempts must be from 1 to 10, is 99
            {'name': 'x', 'type': 'client', 'max_attempts': 2, 'repeatable': false} | c.tools[0].max_attempts is 2, but c.tools[0].repeatable is false
            """)
    void refusesAToolThatCannotWork(String tool, String message) {
        assertRefused("{'core_app': 'a/b', 'tools': [" + tool + "]}", message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'properties': {'q': {'type': 'strin'}}}             | /properties/q/type does not have a value in the enumeration
            {'type': 'object', 'required': true}                 | /required boolean found, array expected
            {'properties': {'q': 5}}                             | /properties/q integer found, [object, boolean] expected
            {'properties': {'q': {'pattern': '('}}}              | java.util.regex.PatternSyntaxException: Unclosed group
            {'properties': {'q': {'$ref': '#/$defs/q'}}}         | /properties/q/$ref leads to nothing: #/$defs/q
            {'properties': {'id': {'$ref': 'https://x.example/'}}} | /properties/id/$ref leads out of it, where nothing is fetched from: https://x.example/
            {'$ref': '#'}                                        | it refers to itself without end
            {'$schema': 'https://x.example/mine'}                | /$schema is none of the drafts 4 to 2020-12: https://x.example/mine
            {'$schema': 'http://json-schema.org/draft-04/schema', 'required': []} | /required must have at least 1 items but found 0
            """)
    void refusesSchemasThatAreNone(String schema, String flaw) {
        String core = "{'core_app': 'a/b', ";
        assertRefused(
                core + "'tools': [{'name': 'look', 'type': 'client', 'client': {'input_schema': " + schema + "}}]}",
                "c.tools[0].client.input_schema of tool \"look\" is not a JSON Schema: " + flaw);
        assertRefused(
                core + "'tools': [null, {'name': 'ask', 'type': 'http', 'call': {'url': 'http://h/', 'output_schema': "
                        + schema + "}}]}",
                "c.tools[1].call.output_schema of tool \"ask\" is not a JSON Schema: " + flaw);
        assertRefused(core + "'output_schema': " + schema + "}", "c.output_schema is not a JSON Schema: " + flaw);
    }

    @Test
    void refusesASchemaThatIsNestedTooDeeply() {
        String schema = "{'items': ".repeat(150) + "{}" + "}".repeat(150);

        assertRefused(
                "{'core_app': 'a/b', 'output_schema': " + schema + "}",
                "c.output_schema is not a JSON Schema: it is nested deeper than 100");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                                                   | {}
            {'properties': {'q': {'type': 'string', 'description': null, 'enum': null}}} | {'properties': {'q': {'type': 'string'}}}
            {'type': null, 'properties': {'q': null, 'default': {'title': null}}} | {'properties': {'default': {}}}
            {'properties': {'q': {'default': null, 'enum': [null, {'a': null}]}}} | {'properties': {'q': {'default': null, 'enum': [null, {'a': null}]}}}
            {'$schema': 'http://json-schema.org/draft-07/schema#', 'definitions': {'a': {}}, 'properties': {'q': {'$ref': '#/definitions/a'}}} | same
            {'$schema': 'https://json-schema.org/draft/2020-12/schema', '$defs': {'a/b': {'properties': {'again': {'$ref': '#'}}}}, 'properties': {'q': {'$ref': '#/$defs/a~1b'}}} | same
            {'properties': {'$ref': {'type': 'string'}, 'id': {'type': 'integer'}}, 'x-of-mine': {'anything': 1}, 'nullable': true} | same
            {'$id': 'https://x.example/a', 'properties': {'q': {'$ref': 'https://x.example/a#/properties/r'}, 'r': true}} | same
            """)
    void takesNullForAbsentInSchemasAndWhateverTheirDraftAllows(String schema, String read) {
        AgentConfig config = reader.read("c", json("{'core_app': 'a/b', 'output_schema': " + schema + "}"));

        assertThat(config.outputSchema()).isEqualTo(json(read.equals("same") ? schema : read));
    }

    @Test
    void readsWhatWasStoredBeforeSchemasWereChecked() {
        AgentConfig config = reader.readStored(json("{'core_app': 'a/b', 'output_schema': {'required': true}}"));

        assertThat(config.outputSchema()).isEqualTo(json("{'required': true}"));
    }

    @Test
    void refusesTwoToolsOfOneName() {
        assertRefused(
                "{'core_app': 'a/b', 'tools': [{'name': 'x', 'type': 'client'}, null, {'name': 'x', 'type': 'client'}]}",
                "c.tools[2].name occurs twice: \"x\"");
    }

    @Test
    void takesTheNameOfABuiltInToolThatIsOff() {
        reader.read("c", json("""
                {'core_app': 'a/b', 'internal_tools': {'plan': false}, 'tools': [{'name': 'plan_create', 'type': 'client'}]}"""));
    }

    @Test
    void refusesMoreThanItCouldHandle() {
        assertRefused(
                "{'core_app': 'a/b', 'tools': [" + "null,".repeat(128) + "null]}",
                "c.tools has 129 elements, at most are 128");
        assertRefused(
                "{'core_app': 'a/b', 'system_prompt': '" + "x".repeat(524_289) + "'}",
                "c.system_prompt has 524289 characters, at most are 524288");
        assertThat(refusal("{'core_app': {'ref': 'a/b', 'input': {'x': '" + "x".repeat(1 << 20) + "'}}}")
                        .code())
                .isEqualTo(ErrorCode.PAYLOAD_TOO_LARGE);
    }

    private void assertRefused(String config, String message) {
        ServiceException refusal = refusal(config);
        assertThat(refusal).hasMessageStartingWith(message);
        assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    private ServiceException refusal(String config) {
        return catchThrowableOfType(ServiceException.class, () -> reader.read("c", json(config)));
    }
}
