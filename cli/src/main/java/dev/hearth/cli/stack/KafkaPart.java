package dev.hearth.cli.stack;

import dev.hearth.cli.console.CliException;
import dev.hearth.cli.console.ExitCode;
import dev.hearth.embedded.KafkaMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

/** Kafka as a process: the command line's own jars, run with another main class. */
final class KafkaPart {
    static final String CACHE = "kafka.aot";

    private final StartupCache cache;
    private final StackHome home;
    private final Ports ports;
    private final Secrets secrets;

    KafkaPart(StackHome home, Ports ports, Secrets secrets, StartupCache cache) {
        this.cache = cache;
        this.home = home;
        this.ports = ports;
        this.secrets = secrets;
    }

    Part part() {
        int port = ports.of(Port.KAFKA);
        int controllerPort = ports.of(Port.KAFKA_CONTROLLER);
        Path jars = Repository.built("cli");
        List<String> command = new JavaCommand(jars)
                .with(
                        "-Xmx192m",
                        "-XX:TieredStopAtLevel=1",
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                        "-Dorg.slf4j.simpleLogger.showDateTime=true",
                        "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd HH:mm:ss.SSS")
                .cached(cache, CACHE)
                .run(
                        "-cp",
                        jars.resolve("hearth-cli.jar").toString(),
                        KafkaMain.class.getName(),
                        home.privateFolder("kafka").toString(),
                        Integer.toString(port),
                        Integer.toString(controllerPort),
                        loginFile().toString());
        return new Part(
                "kafka",
                command,
                Map.of(),
                home.path(),
                List.of(port, controllerPort),
                Readiness.ofPort(port),
                LocalStack.stopSignalOf("kafka"));
    }

    /** The password goes by a file: a command line is there for all to read. */
    private Path loginFile() {
        Path file = home.file("kafka-login");
        String login = LocalStack.KAFKA_USER + ":" + secrets.of(Secrets.Name.KAFKA);
        try {
            if (!Files.exists(file)) {
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            }
            if (!Files.readString(file).equals(login)) {
                Files.writeString(file, login);
            }
            return file;
        } catch (IOException e) {
            throw new CliException(ExitCode.MISSING, "cannot write " + file + ": " + e, e);
        }
    }
}
