package dev.hearth.gateway.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import dev.hearth.gateway.http.StrictJson;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the members of a body may be, as far as that is the edge's to say: their types and sizes. What they mean is
 * agent-service's to judge. Null is absent, members that are not named here mean nothing.
 */
final class BodyShape {
    private final Map<String, Member> members = new LinkedHashMap<>();

    /** What a member may be. */
    private sealed interface Member {
        record Text(int longest) implements Member {}

        record Flag() implements Member {}

        record Inner(BodyShape shape) implements Member {}

        record Items(int longest) implements Member {}
    }

    private BodyShape() {}

    /** Anything that is an object. */
    static BodyShape object() {
        return new BodyShape();
    }

    BodyShape text(String name, int longest) {
        members.put(name, new Member.Text(longest));
        return this;
    }

    BodyShape flag(String name) {
        members.put(name, new Member.Flag());
        return this;
    }

    BodyShape object(String name, BodyShape shape) {
        members.put(name, new Member.Inner(shape));
        return this;
    }

    BodyShape array(String name, int longest) {
        members.put(name, new Member.Items(longest));
        return this;
    }

    /** The body, which may be empty; {@code invalid_request} naming the member that does not fit. */
    ObjectNode read(byte[] body) {
        ObjectNode object = StrictJson.objectOf(body);
        check("", object);
        return object;
    }

    private void check(String path, JsonNode object) {
        members.forEach((name, member) -> {
            JsonNode value = object.path(name);
            if (!value.isMissingNode() && !value.isNull()) {
                check(path + name, member, value);
            }
        });
    }

    private static void check(String path, Member member, JsonNode value) {
        switch (member) {
            case Member.Text(int longest) -> {
                require(
                        value.isTextual() && value.textValue().length() <= longest,
                        path,
                        "a string of at most %d characters".formatted(longest));
                require(value.textValue().indexOf('\0') < 0, path, "free of NUL characters");
            }
            case Member.Flag() -> require(value.isBoolean(), path, "true or false");
            case Member.Inner(BodyShape shape) -> {
                require(value.isObject(), path, "an object");
                shape.check(path + ".", value);
            }
            case Member.Items(int longest) ->
                require(
                        value.isArray() && value.size() <= longest,
                        path,
                        "an array of at most %d elements".formatted(longest));
        }
    }

    private static void require(boolean fits, String path, String expected) {
        if (!fits) {
            throw new ServiceException(ErrorCode.INVALID_REQUEST, "%s must be %s".formatted(path, expected));
        }
    }
}
