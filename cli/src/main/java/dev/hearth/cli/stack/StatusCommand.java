package dev.hearth.cli.stack;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.cli.console.Console;
import dev.hearth.cli.console.ExitCode;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "status",
        description = "Shows every part of the local stack. Exit code 3 when one is not ready.",
        mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
    private final Console console;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    StatusCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        StackHome home = StackHome.configured();
        Supervisor supervisor = new Supervisor(home);
        Ports ports = Ports.stored(home);
        List<PartStatus> parts = LocalStack.PARTS.parallelStream()
                .map(part -> statusOf(part, ports, supervisor))
                .toList();
        console.print(json ? toJson(home, ports, parts) : toTable(home, ports, parts));
        boolean allReady = parts.stream().allMatch(part -> part.state() == PartStatus.State.READY);
        return (allReady ? ExitCode.OK : ExitCode.UNAVAILABLE).number();
    }

    private static PartStatus statusOf(String part, Ports ports, Supervisor supervisor) {
        Port door = LocalStack.doorOf(part);
        Readiness readiness = part.equals("postgres") || part.equals("kafka")
                ? Readiness.ofPort(ports.of(door))
                : Readiness.ofHealth(ports.of(LocalStack.managementOf(part)));
        return PartStatus.of(part, ports.of(door), readiness, supervisor);
    }

    private static String toTable(StackHome home, Ports ports, List<PartStatus> parts) {
        StringBuilder table = new StringBuilder();
        table.append("%-10s %-10s %8s %6s %8s%n".formatted("PART", "STATE", "PID", "PORT", "MEMORY"));
        for (PartStatus part : parts) {
            boolean runs = part.state() != PartStatus.State.DOWN;
            table.append("%-10s %-10s %8s %6d %8s%n"
                    .formatted(
                            part.name(),
                            part.state().text(),
                            runs ? Long.toString(part.pid()) : "-",
                            part.port(),
                            runs ? part.memoryMegabytes() + " MB" : "-"));
        }
        long total = parts.stream().mapToLong(PartStatus::memoryMegabytes).sum();
        table.append("API http://127.0.0.1:%d, home %s, memory in all %d MB"
                .formatted(ports.of(Port.GATEWAY), home.path(), total));
        return table.toString();
    }

    private static String toJson(StackHome home, Ports ports, List<PartStatus> parts) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("home", home.path().toString());
        root.put("url", "http://127.0.0.1:" + ports.of(Port.GATEWAY));
        ArrayNode list = root.putArray("parts");
        for (PartStatus part : parts) {
            list.addObject()
                    .put("name", part.name())
                    .put("state", part.state().text())
                    .put("pid", part.pid())
                    .put("port", part.port())
                    .put("memory_mb", part.memoryMegabytes());
        }
        return root.toPrettyString();
    }
}
