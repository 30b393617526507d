package dev.hearth.cli.remote;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.cli.connection.Connection;
import dev.hearth.cli.console.Console;
import dev.hearth.cli.console.ExitCode;
import java.nio.file.Path;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "deploy",
        description = {
            "Publishes the app in a folder as a new version.",
            "Links are followed. .git, __pycache__, .venv and what .infshignore names (in gitignore syntax) stay out."
        },
        mixinStandardHelpOptions = true)
final class DeployCommand extends RemoteCommand {
    @Parameters(paramLabel = "DIR", description = "The folder with inf.yml and inference.py.")
    private Path folder = Path.of(".");

    @Option(names = "--namespace", description = "Instead of the one in inf.yml, or of your team.")
    private String namespace = "";

    @Option(names = "--tag", description = "Another name for the version, as in namespace/name@tag.")
    private String tag = "";

    @Option(names = "--keep-current", description = "Leave the reference without a version where it leads now.")
    private boolean keepCurrent;

    DeployCommand(Console console, Supplier<Connection> connection) {
        super(console, connection);
    }

    @Override
    ExitCode run(GatewayClient gateway) {
        Deployer.Deployed deployed = new Deployer(gateway)
                .deploy(folder, new Deployer.Options(namespace, tag, keepCurrent, true), console::progress);
        deployed.version().path("warnings").forEach(warning -> console.progress("warning: " + warning.asText()));
        if (json) {
            ObjectNode result = Json.object();
            result.put("app", deployed.app()).put("reference", deployed.reference());
            result.set("version", deployed.version());
            console.print(Json.line(result));
        } else {
            console.print(deployed.reference());
            console.progress("version %s of %s is ready"
                    .formatted(deployed.version().path("id").asText(), deployed.app()));
        }
        return ExitCode.OK;
    }
}
