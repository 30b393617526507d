package dev.hearth.gateway.testing;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hearth.embedded.FreePorts;
import dev.hearth.gateway.agent.AgentHandler;
import dev.hearth.gateway.agent.AgentReplies;
import dev.hearth.gateway.agent.AgentRoutes;
import dev.hearth.gateway.agent.AgentsClient;
import dev.hearth.gateway.agent.AgentsConfig;
import dev.hearth.gateway.agent.AgentsLink;
import dev.hearth.gateway.agent.ChatHandler;
import dev.hearth.gateway.agent.ChatRoutes;
import dev.hearth.gateway.agent.ChatStreams;
import dev.hearth.gateway.agent.ListWishes;
import dev.hearth.gateway.agent.MessageFiles;
import dev.hearth.gateway.agent.RunAgentHandler;
import dev.hearth.gateway.agent.ShownDocuments;
import dev.hearth.gateway.agent.StatusHandler;
import dev.hearth.gateway.agent.ToolHandler;
import dev.hearth.gateway.agent.ToolRoutes;
import dev.hearth.gateway.drain.Drain;
import dev.hearth.gateway.drain.DrainConfig;
import dev.hearth.gateway.http.Admission;
import dev.hearth.gateway.http.Front;
import dev.hearth.gateway.http.StrictBodies;
import dev.hearth.gateway.route.Edge;
import dev.hearth.gateway.route.EmptyLists;
import dev.hearth.gateway.run.CallsGrpcService;
import dev.hearth.gateway.run.RunConfig;
import dev.hearth.gateway.run.RunHandler;
import dev.hearth.gateway.run.RunPreparation;
import dev.hearth.gateway.run.RunRoutes;
import dev.hearth.gateway.run.ServiceCalls;
import dev.hearth.gateway.run.ShownToServices;
import dev.hearth.gateway.run.WaitingRuns;
import dev.hearth.gateway.scheduler.SchedulerClient;
import dev.hearth.gateway.scheduler.SchedulerConfig;
import dev.hearth.gateway.session.SessionHandler;
import dev.hearth.gateway.session.SessionRoutes;
import dev.hearth.gateway.stream.OpenStreams;
import dev.hearth.gateway.stream.StreamConfig;
import dev.hearth.gateway.stream.StreamRoutes;
import dev.hearth.gateway.stream.TaskStreams;
import dev.hearth.gateway.task.TaskHandler;
import dev.hearth.gateway.task.TaskPresenter;
import dev.hearth.gateway.task.TaskRoutes;
import io.quarkus.runtime.configuration.MemorySize;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The routes of tasks and runs, all real, on a server of their own: no stores, no container. */
public final class TestGateway implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final ScriptedScheduler scheduler = new ScriptedScheduler();
    private final OpenStreams open = new OpenStreams();
    private final WaitingRuns waiting = new WaitingRuns();
    private final Admission admission = new Admission();
    private final FakeSecrets secrets = new FakeSecrets();
    private final FakeOutputs outputs = new FakeOutputs();
    private final SchedulerClient client;
    private final HttpServer server;
    private final int internalPort = FreePorts.find(1).getFirst();
    private final FakeServer internal;
    private final ScriptedAgents agents = new ScriptedAgents();
    private final AgentsLink agentsLink;

    public TestGateway() {
        this(new Settings(List.of(), Duration.ofSeconds(55), Duration.ofSeconds(3), Duration.ofSeconds(30)));
    }

    /** @param others further replicas of agent-service; whoever made them closes them */
    public TestGateway(Settings settings, ScriptedAgents... others) {
        List<String> addresses = settings.addresses().isEmpty() ? List.of(scheduler.address()) : settings.addresses();
        client = new SchedulerClient(vertx, schedulerConfig(addresses), ScriptedScheduler.KEY);
        TaskPresenter presenter = new TaskPresenter(new FakeCatalog(), new FakeFileUris(), outputs);
        TaskStreams streams = new TaskStreams(client, presenter, streamConfig(settings), open);
        Edge edge = new Edge(new FakeTeams());
        Router router = Router.router(vertx);
        router.route().handler(new Front(admission)::admit);
        RunPreparation preparation =
                new RunPreparation(new FakeCatalog(), secrets, new FakeFileUris(), client, runConfig(settings));
        RunHandler runs = new RunHandler(preparation, client, presenter, streams, waiting, runConfig(settings));
        new RunRoutes(edge, runs).register(router);
        new TaskRoutes(edge, new TaskHandler(client, presenter)).register(router);
        new StreamRoutes(edge, streams).register(router);
        new SessionRoutes(edge, new SessionHandler(client)).register(router);
        new EmptyLists(edge).register(router);
        AgentsConfig agentsConfig = agentsConfig(Stream.concat(Stream.of(agents), Stream.of(others))
                .map(ScriptedAgents::address)
                .toList());
        agentsLink = new AgentsLink(agentsConfig, ScriptedScheduler.KEY);
        addAgents(
                router, edge, new AgentsClient(vertx, agentsLink, agentsConfig), agentsConfig, streamConfig(settings));
        router.route().handler(Front::refuse);
        internal = new FakeServer(
                internalPort,
                ScriptedScheduler.KEY,
                new CallsGrpcService(
                        new ServiceCalls(new FakeCatalog(), preparation, client, new ShownToServices(presenter)),
                        new ShownToServices(presenter),
                        vertx));
        server = await(
                vertx.createHttpServer(smallBuffers()).requestHandler(router).listen(0, "127.0.0.1"));
    }

    private void addAgents(
            Router router, Edge edge, AgentsClient client, AgentsConfig agentsConfig, StreamConfig streamConfig) {
        ShownDocuments documents = new ShownDocuments(new FakeFileUris());
        AgentReplies replies = new AgentReplies(documents);
        ChatStreams chatStreams = new ChatStreams(client, documents, streamConfig, agentsConfig, open);
        ObjectMapper mapper = new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);
        new StrictBodies().customize(mapper);
        ListWishes wishes = new ListWishes(mapper);
        RunAgentHandler runAgents =
                new RunAgentHandler(client, replies, chatStreams, new MessageFiles(new FakeFileUris()));
        ToolHandler tools = new ToolHandler(client, replies);
        new AgentRoutes(edge, new AgentHandler(client, new FakeNamespaces(), wishes, replies), runAgents)
                .register(router);
        new ChatRoutes(
                        edge,
                        new ChatHandler(client, wishes, replies, chatStreams),
                        new StatusHandler(client, replies, agentsConfig),
                        runAgents,
                        tools)
                .register(router);
        new ToolRoutes(edge, tools).register(router);
    }

    /** What differs between tests. */
    public record Settings(List<String> addresses, Duration hold, Duration heartbeat, Duration slowClient) {
        public Settings {
            addresses = List.copyOf(addresses);
        }

        public static Settings impatient() {
            return new Settings(List.of(), Duration.ofMillis(300), Duration.ofMillis(200), Duration.ofMillis(600));
        }
    }

    public ScriptedSessions sessions() {
        return scheduler.sessions();
    }

    public ScriptedAgents agents() {
        return agents;
    }

    public ScriptedScheduler scheduler() {
        return scheduler;
    }

    /** Stops as SIGTERM does; returns when the last request has ended, or the grace has. */
    public void drain(Duration grace) throws InterruptedException {
        new Drain(admission, open, waiting, drainConfig(grace)).drain();
    }

    public FakeOutputs outputs() {
        return outputs;
    }

    public FakeSecrets secrets() {
        return secrets;
    }

    public int port() {
        return server.actualPort();
    }

    /** Where services inside the installation call. */
    public int internalPort() {
        return internalPort;
    }

    public Http http() {
        return new Http(port());
    }

    public LiveStream stream(String method, String path, String body, String... headers) {
        return LiveStream.open(port(), method, path, body, headers);
    }

    /** What a stopping gateway does with its streams. */
    public void dropStreams() {
        open.dropAll();
    }

    @Override
    public void close() {
        await(server.close());
        internal.stop();
        agentsLink.close();
        agents.close();
        client.close();
        scheduler.close();
        await(vertx.close());
    }

    /** So that a client that does not read is noticed after kilobytes, not megabytes. */
    private static HttpServerOptions smallBuffers() {
        HttpServerOptions options = new HttpServerOptions();
        options.setSendBufferSize(32 * 1024);
        return options;
    }

    private static <T> T await(io.vertx.core.Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static SchedulerConfig schedulerConfig(List<String> addresses) {
        return new SchedulerConfig() {
            @Override
            public List<String> addresses() {
                return addresses;
            }

            @Override
            public Duration budget() {
                return Duration.ofSeconds(5);
            }

            @Override
            public Duration attempt() {
                return Duration.ofSeconds(2);
            }
        };
    }

    private static AgentsConfig agentsConfig(List<String> addresses) {
        return new AgentsConfig() {
            @Override
            public List<String> addresses() {
                return addresses;
            }

            @Override
            public Duration budget() {
                return Duration.ofSeconds(2);
            }

            @Override
            public Duration attempt() {
                return Duration.ofMillis(500);
            }

            @Override
            public Duration idleDelay() {
                return Duration.ofMillis(500);
            }
        };
    }

    private static StreamConfig streamConfig(Settings settings) {
        return new StreamConfig() {
            @Override
            public Duration heartbeat() {
                return settings.heartbeat();
            }

            @Override
            public Duration slowClient() {
                return settings.slowClient();
            }

            @Override
            public Duration logInterval() {
                return Duration.ofMillis(100);
            }
        };
    }

    private static DrainConfig drainConfig(Duration grace) {
        return new DrainConfig() {
            @Override
            public Duration grace() {
                return grace;
            }

            @Override
            public Duration answering() {
                return grace.dividedBy(2);
            }
        };
    }

    private static RunConfig runConfig(Settings settings) {
        return new RunConfig() {
            @Override
            public MemorySize maxInput() {
                return new MemorySize(BigInteger.valueOf(4 * 1024 * 1024));
            }

            @Override
            public Duration hold() {
                return settings.hold();
            }
        };
    }
}
