package dev.hearth.agent.tool;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.agent.chat.ToolInvocation;
import dev.hearth.ids.Id;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** What a hook's receiver is sent (wire protocol 5.9). */
record HookRequest(Buffer body, Map<String, String> headers) {
    static HookRequest of(ToolUse use, String publicUrl, CallbackToken token, String secret, Instant now) {
        byte[] body = payload(use, publicUrl, token, now).toString().getBytes(StandardCharsets.UTF_8);
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(HttpTools.IDEMPOTENCY_KEY, use.invocation().id().value());
        if (!secret.isEmpty()) {
            headers.put("X-Hook-Secret", Credentials.checked("X-Hook-Secret", secret));
            headers.put("X-Webhook-Signature", "sha256=" + signature(secret, body));
        }
        return new HookRequest(Buffer.buffer(body), headers);
    }

    private static ObjectNode payload(ToolUse use, String publicUrl, CallbackToken token, Instant now) {
        ToolInvocation invocation = use.invocation();
        ObjectNode payload = JsonNodeFactory.instance.objectNode();
        payload.put("tool_invocation_id", invocation.id().value());
        payload.put("hook_name", invocation.name());
        payload.put("callback_url", callbackUrl(publicUrl, invocation, token));
        payload.put("callback_method", "POST");
        payload.put("timestamp", now.toString());
        payload.set("arguments", invocation.arguments());
        payload.put("chat_id", use.chat().id().value());
        put(payload, "agent_id", use.chat().agent());
        put(payload, "agent_version_id", use.chat().agentVersion());
        return payload;
    }

    private static void put(ObjectNode payload, String name, @Nullable Id id) {
        if (id != null) {
            payload.put(name, id.value());
        }
    }

    private static String callbackUrl(String publicUrl, ToolInvocation invocation, CallbackToken token) {
        String base = publicUrl.endsWith("/") ? publicUrl.substring(0, publicUrl.length() - 1) : publicUrl;
        return "%s/tools/%s?token=%s".formatted(base, invocation.id(), token.value());
    }

    private static String signature(String secret, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }
}
