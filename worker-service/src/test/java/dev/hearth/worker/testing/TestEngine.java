package dev.hearth.worker.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import dev.hearth.proto.v1.StoredFile;
import dev.hearth.proto.v1.TaskResult;
import dev.hearth.proto.v1.TaskSpec;
import dev.hearth.proto.v1.VersionManifest;
import dev.hearth.testing.Await;
import dev.hearth.worker.EngineConfig;
import dev.hearth.worker.EngineHome;
import dev.hearth.worker.archive.ArchiveConfig;
import dev.hearth.worker.archive.ArchiveUnpacker;
import dev.hearth.worker.assignment.BuildRun;
import dev.hearth.worker.assignment.ColdStart;
import dev.hearth.worker.assignment.FileExchange;
import dev.hearth.worker.assignment.LargeOutputs;
import dev.hearth.worker.assignment.Work;
import dev.hearth.worker.assignment.Workers;
import dev.hearth.worker.build.Describer;
import dev.hearth.worker.build.Locking;
import dev.hearth.worker.build.VersionBuilder;
import dev.hearth.worker.catalog.Apps;
import dev.hearth.worker.catalog.Versions;
import dev.hearth.worker.control.CommandHandler;
import dev.hearth.worker.control.ControlConfig;
import dev.hearth.worker.control.ControlOutbound;
import dev.hearth.worker.control.EpochGate;
import dev.hearth.worker.control.HelloWriter;
import dev.hearth.worker.control.ResultKeeper;
import dev.hearth.worker.control.SchedulerLink;
import dev.hearth.worker.data.DataConfig;
import dev.hearth.worker.data.DataSender;
import dev.hearth.worker.environment.BuildGround;
import dev.hearth.worker.environment.EnvironmentBuilder;
import dev.hearth.worker.environment.EnvironmentConfig;
import dev.hearth.worker.environment.Environments;
import dev.hearth.worker.environment.Interpreters;
import dev.hearth.worker.environment.LockedWheels;
import dev.hearth.worker.environment.Resolver;
import dev.hearth.worker.environment.SdkWheel;
import dev.hearth.worker.environment.Uv;
import dev.hearth.worker.environment.WheelBuilder;
import dev.hearth.worker.files.FilesConfig;
import dev.hearth.worker.files.HttpFetcher;
import dev.hearth.worker.files.InputFiles;
import dev.hearth.worker.files.OutputFiles;
import dev.hearth.worker.files.StoredFiles;
import dev.hearth.worker.health.EngineReadiness;
import dev.hearth.worker.jail.Jail;
import dev.hearth.worker.jail.JailChoice;
import dev.hearth.worker.jail.JailConfig;
import dev.hearth.worker.jail.ProcessLauncher;
import dev.hearth.worker.lease.EngineLease;
import dev.hearth.worker.peers.Peers;
import dev.hearth.worker.peers.PeersConfig;
import dev.hearth.worker.runner.RunnerCode;
import dev.hearth.worker.runner.RunnerConfig;
import dev.hearth.worker.runner.RunnerLauncher;
import dev.hearth.worker.runner.RunnerProcesses;
import dev.hearth.worker.runner.SpareProcesses;
import dev.hearth.worker.secret.Secrets;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** A whole engine in this process, with scripted neighbours on a free port. */
public final class TestEngine implements AutoCloseable {
    public final ScriptedScheduler scheduler = new ScriptedScheduler();
    public final FakeFiles files = new FakeFiles();
    public final FakeCatalog catalog = new FakeCatalog();
    public final FakeSecrets secrets = new FakeSecrets();
    public final Workers workers;
    public final Jail jail;
    public final EngineHome home;
    public final Environments environments;
    private final Server server;
    private final SchedulerLink link;
    private final EngineReadiness readiness;
    private final Vertx vertx = Vertx.vertx();

    /** The home lies in {@code target}, so that environments are built once for all tests. */
    public TestEngine(String name, Map<String, String> changed) throws IOException {
        this(name, 15_000, changed);
    }

    public TestEngine(String name, long leaseMillis, Map<String, String> changed) throws IOException {
        scheduler.leaseMillis = leaseMillis;
        NettyServerBuilder builder = NettyServerBuilder.forAddress(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .maxInboundMessageSize(80 << 20)
                .addService(files)
                .addService(catalog)
                .addService(secrets);
        scheduler.services().forEach(builder::addService);
        server = builder.build().start();
        String address = "127.0.0.1:" + server.getPort();
        Map<String, String> settings = new HashMap<>(Map.of(
                "hearth.worker.engine.id",
                name,
                "hearth.worker.engine.home",
                Path.of("target", "engines", name).toAbsolutePath().toString(),
                "hearth.worker.engine.count",
                "1",
                // Tests count processes and folders.
                "hearth.worker.runner.spares",
                "0",
                "hearth.worker.control.scheduler-addresses",
                address,
                "hearth.worker.peers.gateway-address",
                address,
                "hearth.worker.peers.files-address",
                address,
                "hearth.worker.files.allow-private",
                "true",
                "hearth.worker.jail.free-team-id",
                "local"));
        // -Dhearth.test.jail=off runs the same tests as on a machine without bubblewrap.
        settings.put("hearth.worker.jail.mode", System.getProperty("hearth.test.jail", "auto"));
        settings.putAll(changed);
        Settings all = new Settings(settings);

        EngineConfig engine = all.of(EngineConfig.class);
        home = new EngineHome(engine);
        Peers peers = new Peers(engine, all.of(PeersConfig.class));
        JailConfig jailed = all.of(JailConfig.class);
        jail = new JailChoice(jailed, home).choose();
        ProcessLauncher processes = new ProcessLauncher(jail, jailed, engine, home);
        EnvironmentConfig environment = all.of(EnvironmentConfig.class);
        RunnerConfig runner = all.of(RunnerConfig.class);
        Interpreters interpreters = new Interpreters(environment);
        Uv uv = new Uv(environment, home, interpreters);
        SdkWheel sdk = new SdkWheel(environment, home, uv, interpreters);
        BuildGround ground = new BuildGround(home, processes, uv, engine);
        StoredFiles stored = new StoredFiles(peers);
        LockedWheels wheels = new LockedWheels(stored);
        environments = new Environments(home, sdk, new EnvironmentBuilder(environment, home, ground, sdk, wheels));
        Apps apps = new Apps(home, stored, new ArchiveUnpacker(all.of(ArchiveConfig.class)));
        RunnerProcesses runnerProcesses = new RunnerProcesses(runner, home, new RunnerCode(runner, home), processes);
        RunnerLauncher launcher =
                new RunnerLauncher(home, runnerProcesses, new SpareProcesses(runner, runnerProcesses), processes);
        launcher.removeLeftOvers();
        environments.removeUnfinished();
        VersionBuilder versions = new VersionBuilder(
                environment,
                apps,
                interpreters,
                new Locking(home, ground, new WheelBuilder(), new Resolver(sdk), wheels),
                environments,
                new Describer(launcher, engine));
        ResultKeeper results = new ResultKeeper();
        ControlOutbound outbound = new ControlOutbound(results, all.of(ControlConfig.class), new SimpleMeterRegistry());
        DataSender data = new DataSender(all.of(DataConfig.class));
        EngineLease lease = new EngineLease();
        EpochGate epoch = new EpochGate();
        Work work = new Work(
                new ColdStart(
                        new Versions(peers), new Secrets(peers), apps, interpreters, environments, launcher, runner),
                new FileExchange(
                        new InputFiles(stored, new HttpFetcher(all.of(FilesConfig.class), vertx), home, processes),
                        new OutputFiles(stored)),
                new LargeOutputs(stored),
                new BuildRun(versions));
        workers = new Workers(engine, lease, outbound, data, work, runner, new SimpleMeterRegistry());
        link = new SchedulerLink(
                all.of(ControlConfig.class),
                peers,
                new HelloWriter(engine, workers, results, epoch, jail, all.of(JailConfig.class), interpreters),
                workers,
                new CommandHandler(workers, results, outbound),
                outbound,
                results,
                data,
                lease,
                epoch);
        readiness = new EngineReadiness(link, lease, jail, all.of(ControlConfig.class));
        link.start(() -> {});
        Await.until("the engine's hello", () -> !scheduler.hellos().isEmpty());
    }

    public String workerId() {
        return workers.offers().getFirst().id().value();
    }

    public void assign(TaskSpec spec, int attempt) {
        scheduler.assign(spec, attempt, workerId());
    }

    /** To the worker with this number. */
    public void assign(TaskSpec spec, int attempt, int worker) {
        scheduler.assign(spec, attempt, workers.offers().get(worker).id().value());
    }

    /** Builds an app on the engine itself and adds the version to the catalog; answers the version's id. */
    public String publish(ByteString archive) throws IOException {
        return publish(archive, _ -> {});
    }

    /** The same, of a version with more than that in its manifest. */
    public String publish(ByteString archive, Consumer<VersionManifest.Builder> more) throws IOException {
        StoredFile stored = files.add(Samples.TEAM, "app.zip", archive);
        TaskSpec build = Samples.build(stored);
        assign(build, 1);
        TaskResult result = scheduler.awaitResult(build.getTaskId());
        if (!result.getError().isEmpty()) {
            throw new AssertionError(result.getError());
        }
        JsonNode output = new ObjectMapper().readTree(result.getOutput().toStringUtf8());
        String id = "v" + build.getTaskId().substring(0, 8);
        VersionManifest.Builder manifest = VersionManifest.newBuilder()
                .setAppId("app")
                .setAppVersionId(id)
                .setOwnerTeamId(Samples.TEAM)
                .setArchiveFileId(stored.getFileId())
                .setArchiveSha256(stored.getSha256())
                .setPython(output.path("python").asText())
                .setLock(output.path("lock").asText())
                .setSecondLock(output.path("second_lock").asText())
                .setDefaultFunction(output.path("default_function").asText(""));
        more.accept(manifest);
        catalog.add(manifest.build());
        return id;
    }

    public HealthCheckResponse readiness() {
        return readiness.call();
    }

    /** From now on nobody answers at the scheduler's address. */
    public void loseScheduler() {
        server.shutdownNow();
    }

    /** Ends the runners that wait for calls. */
    public void unloadAll() {
        workers.runners().forEach(runner -> workers.unload(runner.workerId(), runner.runner()));
    }

    public void drain() {
        link.drain();
    }

    @Override
    public void close() {
        link.stop();
        workers.abandonAll();
        Await.until("the runners' end", () -> workers.runners().isEmpty());
        server.shutdownNow();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
