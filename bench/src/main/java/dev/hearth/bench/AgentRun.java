package dev.hearth.bench;

import java.io.IOException;
import java.util.Set;
import java.util.function.Consumer;

/** The part of the benchmark that talks with agents. */
record AgentRun(Target target, Cli cli, StackParts parts, Plan plan, Report report, Consumer<String> progress) {
    private static final String PART = "agent";
    private static final double MEGABYTE = 1 << 20;

    void measure() throws IOException, InterruptedException {
        if (!parts.pids().containsKey(PART)) {
            throw new IOException("the stack has no part '%s'".formatted(PART));
        }
        progress.accept("Publishing the apps that agents use");
        for (String sample : new String[] {"scripted-llm", "noop"}) {
            cli.output(
                    "app", "deploy", cli.root().resolve("apps").resolve(sample).toString());
        }
        cli.output("app", "deploy", cli.app().toString());

        steps();
        progress.accept("%d first tokens".formatted(plan.agentRuns()));
        report.addPercentiles(
                "agent: LLM app yields to chat's stream",
                FirstToken.measure(target, "local/hearth-bench", plan.agentRuns()),
                null,
                25.0);
        chats();
    }

    /** Twice: as a stack meets its first turns, and after the same warm-up that calls get. */
    private void steps() throws IOException {
        String name = "agent: LLM task done to next LLM task, one tool between";
        AgentSteps steps = AgentSteps.start(target);
        progress.accept("%d turns of 5 steps".formatted(plan.agentRuns()));
        report.addPercentiles(name + ", first turns", steps.turns(plan.agentRuns()), null, null);
        progress.accept("Warming up for " + plan.warmup().toSeconds() + " s");
        steps.turns(plan.warmup());
        progress.accept("%d turns of 5 steps".formatted(plan.agentRuns()));
        report.addPercentiles(name, steps.turns(plan.agentRuns()), 10.0, 40.0);
    }

    private void chats() throws IOException, InterruptedException {
        String name = "agent: %d chats at once, %d turns".formatted(plan.chats(), ManyChats.TURNS);
        progress.accept("%d chats of %d turns".formatted(plan.chats(), ManyChats.TURNS));
        ManyChats talks = ManyChats.run(target, plan.chats());
        if (talks.failures() > 0) {
            report.fail("%s: %d failed".formatted(name, talks.failures()), talks.firstFailure());
        }
        report.add(Measure.of(
                        name + ": finished, each message in its place", (double) (talks.chats() - talks.failures()), "")
                .atLeast(talks.chats()));
        report.add(Measure.of(name + ": all of it", talks.seconds(), "s"));
        report.addPercentiles(name + ": a turn", talks.turns(), null, null);
        Set<Long> processes = parts.processes(ProcessTable.read()).getOrDefault(PART, Set.of());
        Memory memory = Memory.of(processes);
        report.add(Measure.of(name + ": memory of agent-service", memory.proportionalBytes() / MEGABYTE, "MB")
                .atMost(400)
                .noting("PSS; RSS %.0f MB".formatted(memory.residentBytes() / MEGABYTE)));
    }
}
