package dev.hearth.cli.stack;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A process of the stack and how to deal with it.
 *
 * @param ports those it listens on, which must be free before it starts
 * @param environment what it finds beside the variables of the user
 * @param readiness whether it can do its work
 * @param stopSignal what makes it end in an orderly way
 */
record Part(
        String name,
        List<String> command,
        Map<String, String> environment,
        Path folder,
        List<Integer> ports,
        Readiness readiness,
        String stopSignal) {
    Part {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        ports = List.copyOf(ports);
    }

    /**
     * Names what the part is started from: its folder holds its build; a running process with another one is out of date. A start-up cache changes how
     * fast a part starts and not what it is.
     */
    String version() {
        List<String> lasting = command.stream()
                .filter(argument -> !argument.startsWith("-XX:AOT") && !argument.startsWith("-Xlog:"))
                .toList();
        return Integer.toHexString(lasting.hashCode())
                + Integer.toHexString(Objects.hash(environment, folder.toString()));
    }
}
