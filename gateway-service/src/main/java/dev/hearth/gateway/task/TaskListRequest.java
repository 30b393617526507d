package dev.hearth.gateway.task;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.proto.v1.ListTasksRequest;
import dev.hearth.proto.v1.TaskStatus;

/** Reads the body of {@code POST /tasks/list} (wire protocol 1.12). A filter we cannot apply is refused, not ignored. */
final class TaskListRequest {
    private static final int DEFAULT_LIMIT = 20;
    private static final int MAX_LIMIT = 100;
    private static final int MAX_CURSOR = 512;
    private static final int MAX_TEXT = 128;
    private static final int MAX_FILTERS = 20;

    private TaskListRequest() {}

    static ListTasksRequest read(String teamId, ObjectNode body) {
        ListTasksRequest.Builder request = ListTasksRequest.newBuilder()
                .setTeamId(teamId)
                .setCursor(JsonFields.text(body, "cursor", MAX_CURSOR, ""))
                .setLimit(JsonFields.number(body, "limit", 1, MAX_LIMIT, DEFAULT_LIMIT))
                .setBackward(isBackward(JsonFields.text(body, "direction", MAX_TEXT, "next")));
        JsonFields.number(body, "page", 0, Integer.MAX_VALUE, 0);
        JsonNode filters = JsonFields.array(body, "filters");
        if (filters.size() > MAX_FILTERS) {
            throw TaskErrors.wrongType("filters", "at most %d filters".formatted(MAX_FILTERS));
        }
        filters.forEach(filter -> apply(request, filter));
        JsonFields.array(body, "sort").forEach(sort -> order(request, sort));
        return request.build();
    }

    private static boolean isBackward(String direction) {
        return switch (direction) {
            case "", "next", "forward" -> false;
            case "prev", "previous", "backward" -> true;
            default -> throw TaskErrors.wrongType("direction", "next, prev, forward or backward");
        };
    }

    private static void apply(ListTasksRequest.Builder request, JsonNode filter) {
        if (!(filter instanceof ObjectNode object)) {
            throw TaskErrors.wrongType("filters", "an array of objects");
        }
        String field = JsonFields.text(object, "field", MAX_TEXT, "");
        String operator = JsonFields.text(object, "operator", MAX_TEXT, "eq");
        JsonNode value = object.path("value");
        boolean isList = operator.equals("in") && value.isArray();
        if (!isList && !(operator.equals("eq") && value.isValueNode() && !value.isNull())) {
            throw TaskErrors.wrongType("filters: " + field, "eq with a value or in with an array");
        }
        if (field.equals("status")) {
            (isList ? value : object.arrayNode().add(value)).forEach(one -> request.addStatuses(status(one)));
        } else {
            restrict(request, field, isList ? onlyOne(field, value) : value);
        }
    }

    private static void restrict(ListTasksRequest.Builder request, String field, JsonNode value) {
        if (!value.isTextual() || value.textValue().length() > MAX_TEXT) {
            throw TaskErrors.wrongType("filters: " + field, "compared with a string");
        }
        if (value.textValue().chars().anyMatch(c -> c < ' ')) {
            throw TaskErrors.wrongType("filters: " + field, "free of control characters");
        }
        switch (field) {
            case "app_id" -> request.setAppId(value.textValue());
            case "app_version_id" -> request.setAppVersionId(value.textValue());
            case "function" -> request.setFunction(value.textValue());
            default -> throw TaskErrors.wrongType("filters: field", "status, app_id, app_version_id or function");
        }
    }

    private static JsonNode onlyOne(String field, JsonNode values) {
        if (values.size() != 1) {
            throw TaskErrors.wrongType("filters: " + field, "compared with one value");
        }
        return values.get(0);
    }

    private static TaskStatus status(JsonNode value) {
        return Statuses.ofText(value.asText())
                .orElseThrow(() -> TaskErrors.wrongType("filters: status", "a task status"));
    }

    private static void order(ListTasksRequest.Builder request, JsonNode sort) {
        if (!(sort instanceof ObjectNode object)) {
            throw TaskErrors.wrongType("sort", "an array of objects");
        }
        String field = JsonFields.text(object, "field", MAX_TEXT, "created_at");
        String direction = JsonFields.text(object, "dir", MAX_TEXT, "desc");
        boolean known = field.equals("created_at") && (direction.equals("asc") || direction.equals("desc"));
        if (!known) {
            throw TaskErrors.wrongType("sort", "by created_at, asc or desc");
        }
        request.setOldestFirst(direction.equals("asc"));
    }
}
