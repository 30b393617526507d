package dev.hearth.cli.stack;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.hearth.cli.console.Console;
import dev.hearth.cli.console.ExitCode;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "doctor",
        description = "Looks for what Hearth needs on this machine and says how to get what is missing."
                + " Exit code 4 when something it cannot do without is missing.",
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
    private final Console console;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    DoctorCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        List<Finding> findings = new Checkup(StackHome.configured()).run();
        if (json) {
            ArrayNode list = JsonNodeFactory.instance.arrayNode();
            for (Finding finding : findings) {
                list.addObject()
                        .put("what", finding.what())
                        .put("grade", finding.grade().text())
                        .put("found", finding.found())
                        .put("fix", finding.fix());
            }
            console.print(list.toPrettyString());
        } else {
            findings.forEach(this::printLine);
        }
        boolean fit = findings.stream().noneMatch(finding -> finding.grade() == Finding.Grade.MISSING);
        return (fit ? ExitCode.OK : ExitCode.MISSING).number();
    }

    private void printLine(Finding finding) {
        console.print("%-8s %-12s %s".formatted(finding.grade().text(), finding.what(), finding.found()));
        if (!finding.fix().isEmpty()) {
            console.print("%-8s %-12s fix: %s".formatted("", "", finding.fix()));
        }
    }
}
