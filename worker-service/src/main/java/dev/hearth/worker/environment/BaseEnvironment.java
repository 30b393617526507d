package dev.hearth.worker.environment;

import dev.hearth.ids.TeamId;
import dev.hearth.worker.jail.JailConfig;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.Map;
import org.jboss.logging.Logger;

/** Builds, at start and beside everything else, the environment that all apps without requirements of their own share. */
@Singleton
public class BaseEnvironment {
    private static final Logger LOG = Logger.getLogger(BaseEnvironment.class);
    private static final String USUAL_PYTHON = "3.11";

    private final EnvironmentConfig config;
    private final Interpreters interpreters;
    private final BuildGround ground;
    private final Resolver resolver;
    private final Environments environments;
    private final TeamId team;

    public BaseEnvironment(
            EnvironmentConfig config,
            Interpreters interpreters,
            BuildGround ground,
            Resolver resolver,
            Environments environments,
            JailConfig jail) {
        this.config = config;
        this.interpreters = interpreters;
        this.ground = ground;
        this.resolver = resolver;
        this.environments = environments;
        this.team = new TeamId(jail.freeTeamId().isEmpty() ? "local" : jail.freeTeamId());
    }

    /** Begins, if the settings want it. A failure is told and changes nothing: the first app builds it then. */
    public void buildInBackground() {
        if (config.buildBaseAtStart()) {
            Thread.ofVirtual().name("base-environment").start(this::build);
        }
    }

    private void build() {
        try {
            Interpreter interpreter = interpreters.nearest(USUAL_PYTHON);
            environments.require(
                    new EnvironmentKey(team, interpreter, lock(interpreter), "", Map.of()),
                    line -> LOG.debug(line.strip()));
        } catch (BuildFailedException | IOException | RuntimeException e) {
            LOG.warnf("the base environment is not built yet: %s", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String lock(Interpreter interpreter) throws BuildFailedException, IOException, InterruptedException {
        BuildGround.Site site = ground.open(team, interpreter);
        try {
            return resolver.lock(
                    new Resolver.Question(site, interpreter, site.temporary(), Map.of(), true, config.buildLimit()),
                    Requirements.none(),
                    Map.of(),
                    line -> LOG.debug(line.strip()));
        } finally {
            site.close();
        }
    }
}
