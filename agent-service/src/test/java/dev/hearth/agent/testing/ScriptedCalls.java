package dev.hearth.agent.testing;

import dev.hearth.credentials.CredentialServerInterceptor;
import dev.hearth.credentials.InternalKey;
import dev.hearth.embedded.FreePorts;
import dev.hearth.errors.ErrorInterceptor;
import dev.hearth.ids.Ids;
import dev.hearth.proto.v1.CallRequest;
import dev.hearth.proto.v1.CancelTaskRequest;
import dev.hearth.proto.v1.Task;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * A gateway whose apps do what a test says, on a real connection with real credentials. A {@code @QuarkusTest} injects it
 * and makes its own apps, each under a name of its own, so that tests run beside each other:
 *
 * <pre>{@code
 * ScriptedApp llm = calls.llm().then(Play.uses("c1", "add", "{\"a\":1}"), Play.says("It is 2."));
 * ScriptedApp add = calls.app().always(call -> Play.returns("2"));
 * }</pre>
 *
 * It can be stopped and started again; its tasks live on meanwhile.
 */
@Singleton
public class ScriptedCalls {
    /** What the LLM apps of the samples declare (wire protocol 7.1). */
    public static final String LLM_INPUT = """
            {"type":"object","required":["text"],"properties":{"system_prompt":{"type":"string"},
            "context":{"type":"array"},"role":{"type":"string"},"text":{"type":"string"},
            "temperature":{"type":"number"},"top_p":{"type":"number"},"context_size":{"type":"integer"},
            "max_tokens":{"type":"integer"},"images":{"type":"array"},"files":{"type":"array"},
            "reasoning":{"type":"string"},"reasoning_effort":{"type":"string"},
            "reasoning_max_tokens":{"type":"integer"},"tools":{"type":"array"},"tool_call_id":{"type":"string"},
            "model":{"type":"string"}}}""";

    private final InetSocketAddress address;
    private final String internalKey;
    private final ScriptedGateway gateway = new ScriptedGateway();
    private @Nullable Server server;

    @Inject
    ScriptedCalls(
            @ConfigProperty(name = "hearth.agent.calls.address") String address,
            @ConfigProperty(name = "hearth.agent.internal-key") String internalKey) {
        int colon = address.lastIndexOf(':');
        this.address =
                new InetSocketAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
        this.internalKey = internalKey;
    }

    void onStart(@Observes StartupEvent event) {
        startAgain();
    }

    /** Ends every connection and every call, as a killed gateway does. Tasks go on. */
    @PreDestroy
    public synchronized void stop() {
        if (server == null) {
            return;
        }
        server.shutdownNow();
        try {
            if (!server.awaitTermination(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the scripted gateway does not stop");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        server = null;
    }

    public final synchronized void startAgain() {
        try {
            NettyServerBuilder builder = NettyServerBuilder.forAddress(address);
            gateway.services().forEach(builder::addService);
            builder.intercept(new ErrorInterceptor())
                    .intercept(new CredentialServerInterceptor(new InternalKey(internalKey), Set.of()))
                    .permitKeepAliveTime(1, TimeUnit.SECONDS)
                    .maxInboundMessageSize(96 * 1024 * 1024);
            server = FreePorts.listenAgain(() -> builder.build().start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A new app with a name that no other test uses. */
    public ScriptedApp app() {
        return app("test/app-" + Ids.random());
    }

    /** A new app with the input of an LLM. */
    public ScriptedApp llm() {
        return app("test/llm-" + Ids.random()).withSchemas(LLM_INPUT, "");
    }

    /** The app of this name, new if it is not there; also found as {@code name:function} and {@code name@version}. */
    public ScriptedApp app(String name) {
        return gateway.app(name);
    }

    /** A secret of a team. */
    public void secret(String team, String name, String value) {
        gateway.secret(team, name, value);
    }

    /** The call that made this task, whatever app it went to; fails the test if there is none. */
    public CallRequest call(String taskId) {
        return gateway.require(taskId).call();
    }

    /** How often this task was submitted: more than once when its acknowledgement was lost. */
    public int submissions(String taskId) {
        return gateway.submissions(taskId);
    }

    /** The task as it stands; fails the test if there is none. */
    public Task task(String taskId) {
        return gateway.require(taskId).seen();
    }

    /** How this task was last asked to end; fails the test if it never was. */
    public CancelTaskRequest cancellation(String taskId) {
        return gateway.cancellation(taskId);
    }

    /** Whether somebody watches the task just now. */
    public boolean isFollowed(String taskId) {
        return gateway.require(taskId).isFollowed();
    }

    /** Stores the next submission of this app and answers with a broken connection. */
    public void dropNextAcknowledgement(ScriptedApp app) {
        gateway.dropNextAcknowledgement(app.ref());
    }
}
