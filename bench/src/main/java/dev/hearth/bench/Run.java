package dev.hearth.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** One run of the benchmark, step by step. */
final class Run {
    private static final double MEGABYTE = 1 << 20;

    private final Target target;
    private final Cli cli;
    private final StackParts parts;
    private final Plan plan;
    private final String app;
    private final Path home;
    private final Report report = new Report();
    private final Consumer<String> progress;

    Run(Target target, Cli cli, StackParts parts, Plan plan, String app, Path home, Consumer<String> progress) {
        this.target = target;
        this.cli = cli;
        this.parts = parts;
        this.plan = plan;
        this.app = app;
        this.home = home;
        this.progress = progress;
    }

    Report measure() throws IOException, InterruptedException {
        startUps();
        idle();
        byte[] call =
                target.post("/run", "{\"app\":\"%s\",\"input\":{},\"wait\":true}".formatted(app), "application/json");
        progress.accept("Warming up for " + plan.warmup().toSeconds() + " s");
        note("warm-up", load(call, Math.min(16, plan.clients()), plan.warmup()));
        oneClient(call);
        manyClients(call);
        withOwnApp();
        runner();
        agents();
        memory("after the load");
        return report;
    }

    /** Of the agents alone: their app is warm from the start, the rest of the stack as it is. */
    Report measureAgents() throws IOException, InterruptedException {
        agents();
        return report;
    }

    private void agents() throws InterruptedException {
        try {
            new AgentRun(target, cli, parts, plan, report, progress).measure();
        } catch (IOException e) {
            report.fail("agents", String.valueOf(e.getMessage()));
        }
    }

    private void startUps() throws IOException {
        for (String part : parts.pids().keySet()) {
            Double seconds = StartUps.secondsOf(home.resolve("logs").resolve(part + ".log"));
            if (seconds != null) {
                report.add(Measure.of("start-up of " + part, seconds, "s").noting("as its log says"));
            }
        }
    }

    private void idle() throws IOException, InterruptedException {
        progress.accept("Looking at the idle stack for " + plan.idle().toSeconds() + " s");
        CpuMeter meter = CpuMeter.start(parts);
        Thread.sleep(plan.idle());
        CpuMeter.Usage usage = meter.stop();
        report.add(Measure.of("idle: processor", 100 * usage.stackSeconds() / usage.wallSeconds(), "%")
                .atMost(5)
                .noting("of one core"));
        memory("idle");
    }

    private void memory(String when) throws IOException {
        long sum = 0;
        for (Map.Entry<String, Set<Long>> part :
                parts.processes(ProcessTable.read()).entrySet()) {
            Memory memory = Memory.of(part.getValue());
            sum += memory.proportionalBytes();
            report.add(Measure.of(
                            "%s: memory of %s".formatted(when, part.getKey()),
                            memory.proportionalBytes() / MEGABYTE,
                            "MB")
                    .noting("PSS; RSS %.0f MB".formatted(memory.residentBytes() / MEGABYTE)));
        }
        Measure whole = Measure.of(when + ": memory of the whole stack", sum / MEGABYTE, "MB");
        report.add(when.equals("idle") ? whole.atMost(1600) : whole);
    }

    private void oneClient(byte[] call) throws IOException, InterruptedException {
        progress.accept("One client, " + plan.perLoad().toSeconds() + " s");
        Load load = load(call, 1, plan.perLoad());
        note("warm call, 1 client", load);
        report.add(
                Measure.of("warm call, 1 client: p50", load.millisAt(50), "ms").atMost(2.5));
        report.add(
                Measure.of("warm call, 1 client: p99", load.millisAt(99), "ms").atMost(6));
        report.add(Measure.of("warm call, 1 client: rate", load.perSecond(), "/s"));
    }

    private void manyClients(byte[] call) throws IOException, InterruptedException {
        String name = "warm call, %d clients".formatted(plan.clients());
        progress.accept(
                "%d clients, %d s".formatted(plan.clients(), plan.perLoad().toSeconds()));
        CpuMeter meter = CpuMeter.start(parts);
        Load load = load(call, plan.clients(), plan.perLoad());
        CpuMeter.Usage usage = meter.stop();
        note(name, load);
        double calls = Math.max(1, load.latencies().getTotalCount());
        report.add(Measure.of(name + ": finished", load.perSecond(), "/s").atLeast(1000));
        report.add(Measure.of(name + ": p50", load.millisAt(50), "ms"));
        report.add(Measure.of(name + ": p99", load.millisAt(99), "ms"));
        report.add(Measure.of(name + ": processor time a call", 1000 * usage.stackSeconds() / calls, "ms")
                .atMost(1.0)
                .noting("all parts"));
        usage.secondsByPart()
                .forEach((part, seconds) -> report.add(Measure.of(
                        "%s: processor time a call, %s".formatted(name, part), 1000 * seconds / calls, "ms")));
    }

    /** Streams and cold starts need an app that tells its own times. */
    private void withOwnApp() throws InterruptedException {
        String own = "local/hearth-bench";
        String streams = "app yields to stream event";
        String cold = "cold start beyond import and setup";
        try {
            progress.accept("Publishing " + own);
            cli.output("app", "deploy", cli.app().toString());
            progress.accept("%d streams".formatted(plan.streamCalls()));
            report.addPercentiles(streams, StreamLatency.measure(target, own, plan.streamCalls()), null, 15.0);
            progress.accept("%d cold starts".formatted(plan.coldCalls()));
            report.addPercentiles(
                    cold, ColdStart.measure(target, own, plan.coldCalls(), Duration.ofSeconds(1)), 150.0, null);
            String pressed = cold + ", one right after another";
            report.addPercentiles(
                    pressed, ColdStart.measure(target, own, plan.coldCalls(), Duration.ZERO), 150.0, null);
        } catch (IOException e) {
            report.fail(streams + ", " + cold, String.valueOf(e.getMessage()));
        }
    }

    private void runner() throws InterruptedException {
        String name = "runner overhead, socket to socket";
        progress.accept("%d calls of a runner alone".formatted(plan.runnerCalls()));
        try {
            report.addPercentiles(name, RunnerOverhead.measure(cli.root(), home, plan.runnerCalls()), 0.3, null);
        } catch (IOException e) {
            report.fail(name, String.valueOf(e.getMessage()));
        }
    }

    private Load load(byte[] call, int clients, Duration duration) throws InterruptedException {
        return Load.run(target, call, clients, duration, plan.maxCalls());
    }

    /** A call that did not complete spoils what was measured, and the report says so. */
    private void note(String name, Load load) {
        if (load.failures() > 0) {
            report.fail(
                    "%s: %d of %d calls failed"
                            .formatted(
                                    name,
                                    load.failures(),
                                    load.failures() + load.latencies().getTotalCount()),
                    load.firstFailure());
        }
    }
}
