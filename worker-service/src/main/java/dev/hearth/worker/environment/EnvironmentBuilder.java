package dev.hearth.worker.environment;

import dev.hearth.worker.EngineHome;
import dev.hearth.worker.archive.Trees;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Builds one environment with uv: from the lock, our own package over it, bytecode compiled. */
@Singleton
public class EnvironmentBuilder {
    /** What is in uv's cache needs no network; only when something is missing is the index asked. */
    private static final String SCRIPT = """
            set -e
            uv="$1"; python="$2"; env="$3"; lock="$4"; wheel="$5"
            "$uv" venv --quiet --relocatable --allow-existing --no-project --python "$python" "$env"
            install() {
                "$uv" --quiet "$@" --offline 2>/dev/null || "$uv" "$@"
            }
            install pip sync --python "$env/bin/python" --require-hashes --compile-bytecode "$lock/lock.txt"
            if [ -s "$lock/lock2.txt" ]; then
                install pip install --python "$env/bin/python" --require-hashes --compile-bytecode -r "$lock/lock2.txt"
            fi
            "$uv" pip install --quiet --python "$env/bin/python" --no-deps --compile-bytecode "$wheel"
            """;

    private final EnvironmentConfig config;
    private final EngineHome home;
    private final BuildGround ground;
    private final SdkWheel sdk;
    private final LockedWheels wheels;

    public EnvironmentBuilder(
            EnvironmentConfig config, EngineHome home, BuildGround ground, SdkWheel sdk, LockedWheels wheels) {
        this.config = config;
        this.home = home;
        this.ground = ground;
        this.sdk = sdk;
        this.wheels = wheels;
    }

    /** Builds into an empty folder. */
    void build(EnvironmentKey key, Path target, Consumer<String> log)
            throws BuildFailedException, IOException, InterruptedException {
        Path locks = home.newFolder("locks");
        try {
            Command.Ended ended =
                    key.isShared() ? buildShared(key, target, locks, log) : buildForTeam(key, target, locks, log);
            if (ended.exitCode() != 0) {
                throw new BuildFailedException("the environment cannot be built: " + ended.lastLines());
            }
        } finally {
            Trees.delete(locks);
        }
    }

    /** Wheels alone, none of the app's own choice: nothing foreign runs, and every team may read it. */
    private Command.Ended buildShared(EnvironmentKey key, Path target, Path locks, Consumer<String> log)
            throws BuildFailedException, IOException, InterruptedException {
        writeLocks(key, locks, locks);
        ProcessBuilder builder = new ProcessBuilder(
                arguments(ground.uv(), key, target, locks, sdk.require().file()));
        builder.directory(locks.toFile());
        builder.environment().clear();
        builder.environment()
                .putAll(Uv.variables(home.tools().resolve("uv-cache").toString()));
        builder.environment().put("UV_NO_BUILD", "1");
        builder.environment().put("HOME", locks.toString());
        return Command.run(builder, config.buildLimit(), log);
    }

    private Command.Ended buildForTeam(EnvironmentKey key, Path target, Path locks, Consumer<String> log)
            throws BuildFailedException, IOException, InterruptedException {
        BuildGround.Site site = ground.open(key.team(), key.interpreter());
        try {
            Path env = site.writable(target, "/env");
            Path lock = site.readOnly(locks, "/lock");
            writeLocks(key, locks, lock);
            Path ours = site.readOnly(sdk.require().folder(), "/sdk");
            return site.run(
                    arguments(
                            site.uv(),
                            key,
                            env,
                            lock,
                            ours.resolve(sdk.require().name())),
                    key.variables(),
                    lock,
                    config.buildLimit(),
                    log);
        } finally {
            site.close();
        }
    }

    private void writeLocks(EnvironmentKey key, Path locks, Path inside)
            throws BuildFailedException, IOException, InterruptedException {
        Files.writeString(locks.resolve("lock.txt"), wheels.fetch(key.team(), key.lock(), locks, inside));
        Files.writeString(locks.resolve("lock2.txt"), wheels.fetch(key.team(), key.secondLock(), locks, inside));
    }

    private static List<String> arguments(Path uv, EnvironmentKey key, Path env, Path lock, Path wheel) {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, "build"));
        command.addAll(List.of(uv.toString(), key.interpreter().executable().toString(), env.toString()));
        command.addAll(List.of(lock.toString(), wheel.toString()));
        return command;
    }
}
