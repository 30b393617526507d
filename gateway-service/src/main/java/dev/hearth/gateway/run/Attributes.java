package dev.hearth.gateway.run;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.hearth.gateway.http.JsonBytes;

/** Fields of a run request that are stored with the task and shown again, as members of its representation. */
final class Attributes {
    private Attributes() {}

    static ByteString of(RunRequest request, Provenance from) {
        JsonBytes json = JsonBytes.plain();
        json.beginObject();
        // Variants are a thing of the past, and there is one: what old clients name is accepted and means nothing.
        json.name("app_variant").string("default");
        json.name("infra").string(request.infra() == null ? "" : request.infra());
        json.name("workers").beginArray();
        request.workers().forEach(json::string);
        json.endArray();
        if (request.webhook() != null) {
            json.name("webhook").string(request.webhook());
        }
        if (request.metadata() != null) {
            json.name("metadata").raw(request.metadata());
        }
        if (request.startBy() != null) {
            json.name("start_by").string(request.startBy());
        }
        idUnlessEmpty(json, "chat_id", from.chat());
        idUnlessEmpty(json, "agent_id", from.agent());
        idUnlessEmpty(json, "agent_version_id", from.agentVersion());
        json.endObject();
        return UnsafeByteOperations.unsafeWrap(json.toByteArray());
    }

    private static void idUnlessEmpty(JsonBytes json, String name, String id) {
        if (!id.isEmpty()) {
            json.name(name).string(id);
        }
    }
}
