package dev.hearth.worker.build;

import dev.hearth.ids.TeamId;
import dev.hearth.worker.EngineHome;
import dev.hearth.worker.archive.Trees;
import dev.hearth.worker.environment.BuildFailedException;
import dev.hearth.worker.environment.BuildGround;
import dev.hearth.worker.environment.FolderWheels;
import dev.hearth.worker.environment.Interpreter;
import dev.hearth.worker.environment.LockedWheels;
import dev.hearth.worker.environment.Requirements;
import dev.hearth.worker.environment.Resolver;
import dev.hearth.worker.environment.SourceRequirement;
import dev.hearth.worker.environment.WheelBuilder;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** From an app's two requirements files to two locks. What has to be built is built and stored on the way. */
@Singleton
public class Locking {
    private final EngineHome home;
    private final BuildGround ground;
    private final WheelBuilder builder;
    private final Resolver resolver;
    private final LockedWheels wheels;

    public Locking(EngineHome home, BuildGround ground, WheelBuilder builder, Resolver resolver, LockedWheels wheels) {
        this.home = home;
        this.ground = ground;
        this.builder = builder;
        this.resolver = resolver;
        this.wheels = wheels;
    }

    /** Two locks; the second may be empty. */
    record Locks(String first, String second) {}

    /**
     * What to lock.
     *
     * @param source the app's folder
     * @param variables of the app, for its build tools
     */
    record Order(
            TeamId team,
            Path source,
            Interpreter interpreter,
            Map<String, String> variables,
            Duration limit,
            Consumer<String> log) {}

    Locks lock(Order order) throws BuildFailedException, IOException, InterruptedException {
        Path copy = home.newFolder("requirements");
        BuildGround.Site site = ground.open(order.team, order.interpreter);
        try {
            Trees.copy(order.source, copy);
            Path inside = site.writable(copy, "/app");
            String first = lock(order, site, inside, Requirements.read(order.source, "requirements.txt"), true);
            Requirements more = Requirements.read(order.source, "requirements2.txt");
            return new Locks(first, more.isEmpty() ? "" : lock(order, site, inside, more, false));
        } finally {
            site.close();
            Trees.delete(copy);
        }
    }

    private String lock(Order order, BuildGround.Site site, Path appInside, Requirements requirements, boolean withOurs)
            throws BuildFailedException, IOException, InterruptedException {
        WheelBuilder.Ground where =
                new WheelBuilder.Ground(site, order.interpreter, order.source, appInside, order.variables, order.limit);
        List<WheelBuilder.Wheel> built = new ArrayList<>();
        Map<SourceRequirement, String> lines = new HashMap<>();
        for (SourceRequirement requirement : requirements.sources()) {
            WheelBuilder.Wheel wheel = builder.build(where, requirement, order.log);
            built.add(wheel);
            lines.put(requirement, wheel.line(requirement));
        }
        String lock = resolver.lock(
                new Resolver.Question(site, order.interpreter, appInside, order.variables, withOurs, order.limit),
                requirements,
                lines,
                order.log);
        FolderWheels inFolders = FolderWheels.find(order.source, appInside, requirements.wheelFolders());
        String named = inFolders.named(lock);
        built.addAll(inFolders.wheels());
        return wheels.store(order.team, named, built);
    }
}
