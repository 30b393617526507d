package dev.hearth.checker;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code checker RECORDING… [--kafka HOST:PORT --topic NAME]}: checks recordings, with the topic if one is named. User
 * and password of Kafka come from HEARTH_KAFKA_USER and HEARTH_KAFKA_PASSWORD. Exit code 0: nothing found, 1: violations,
 * 2: could not check.
 */
public final class Main {
    private static final String KAFKA = "--kafka";
    private static final String USAGE = "usage: checker RECORDING... [--kafka HOST:PORT --topic NAME]";

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.getenv()));
    }

    static int run(List<String> arguments, Map<String, String> environment) {
        try {
            List<Observation> observations = observations(arguments, environment);
            List<Violation> found =
                    arguments.contains(KAFKA) ? Checker.check(observations, true) : Checker.check(observations);
            found.forEach(System.out::println);
            System.out.printf("%d observations, %d violations%n", observations.size(), found.size());
            return found.isEmpty() ? 0 : 1;
        } catch (IOException | IllegalArgumentException e) {
            System.err.println(e.getMessage());
            return 2;
        }
    }

    private static List<Observation> observations(List<String> arguments, Map<String, String> environment)
            throws IOException {
        List<Observation> found = new ArrayList<>();
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.equals(KAFKA) || argument.equals("--topic")) {
                if (i + 1 == arguments.size()) {
                    throw new IllegalArgumentException(argument + " needs a value; " + USAGE);
                }
                options.put(argument, arguments.get(++i));
            } else if (argument.startsWith("-")) {
                throw new IllegalArgumentException("unknown option " + argument + "; " + USAGE);
            } else {
                found.addAll(Recording.read(Path.of(argument)));
            }
        }
        String kafka = options.get(KAFKA);
        if (kafka != null) {
            String topic = options.getOrDefault("--topic", "hearth.tasks");
            found.addAll(TopicReader.read(KafkaClient.settings(kafka, environment), topic));
        }
        if (arguments.isEmpty()) {
            throw new IllegalArgumentException(USAGE);
        }
        return found;
    }
}
