package dev.hearth.gateway.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Lists of requirements as they travel between services, in the details of a {@code requirements_not_met}. */
final class RequirementsJson {
    /** Details travel in a header, which has 8 KiB for everything. */
    private static final int MAX_BYTES = 4096;

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final TypeReference<List<Requirement>> LIST = new TypeReference<>() {};

    private RequirementsJson() {}

    static String of(List<Requirement> requirements) {
        List<Requirement> fitting = new ArrayList<>(requirements);
        while (true) {
            String json = write(fitting);
            if (json.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES || fitting.size() == 1) {
                return json;
            }
            fitting.removeLast();
        }
    }

    /** Empty for what is no such list. */
    static List<Requirement> read(String json) {
        try {
            return MAPPER.readValue(json, LIST);
        } catch (JsonProcessingException e) {
            return List.of();
        }
    }

    private static String write(List<Requirement> requirements) {
        try {
            return MAPPER.writeValueAsString(requirements);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("requirements are plain records", e);
        }
    }
}
