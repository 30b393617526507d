package dev.hearth.cli.stack;

import dev.hearth.cli.console.CliException;
import dev.hearth.cli.console.ExitCode;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;

/**
 * The ports of one stack, chosen at its first start and kept, so that a URL of yesterday works today. A number may be
 * changed in the file while the stack is down.
 */
final class Ports {
    static final String FILE = "ports.properties";

    /** Below the range the system hands out to outgoing connections, which would take a port now and then. */
    private static final int LOWEST = 20_000;

    private static final int HIGHEST = 32_000;
    private static final int ATTEMPTS = 1000;

    private final Map<Port, Integer> numbers;

    private Ports(Map<Port, Integer> numbers) {
        this.numbers = numbers;
    }

    /** Reads them, choosing those that are not there yet among the free ones. */
    static Ports in(StackHome home, IntPredicate isFree) {
        Properties file = home.read(FILE);
        Map<Port, Integer> numbers = new EnumMap<>(Port.class);
        for (Port port : Port.values()) {
            String stored = file.getProperty(port.key());
            if (stored != null) {
                numbers.put(port, parse(port, stored, home));
            }
        }
        Set<Integer> taken = new HashSet<>(numbers.values());
        for (Port port : Port.values()) {
            if (!numbers.containsKey(port)) {
                int number = choose(port, candidate -> isFree.test(candidate) && !taken.contains(candidate));
                taken.add(number);
                numbers.put(port, number);
                file.setProperty(port.key(), Integer.toString(number));
            }
        }
        if (!file.equals(home.read(FILE))) {
            home.write(FILE, file);
        }
        return new Ports(numbers);
    }

    /** Those in the file; the others with the number they would like to get. */
    static Ports stored(StackHome home) {
        Properties file = home.read(FILE);
        Map<Port, Integer> numbers = new EnumMap<>(Port.class);
        for (Port port : Port.values()) {
            numbers.put(port, parse(port, file.getProperty(port.key(), Integer.toString(port.preferred())), home));
        }
        return new Ports(numbers);
    }

    int of(Port port) {
        Integer number = numbers.get(port);
        if (number == null) {
            throw new IllegalStateException("no number for " + port);
        }
        return number;
    }

    private static int choose(Port port, IntPredicate isFree) {
        if (isFree.test(port.preferred())) {
            return port.preferred();
        }
        RandomGenerator random = RandomGenerator.getDefault();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int number = random.nextInt(LOWEST, HIGHEST);
            if (isFree.test(number)) {
                return number;
            }
        }
        throw new CliException(
                ExitCode.MISSING, "no free port between %d and %d for %s".formatted(LOWEST, HIGHEST, port.key()));
    }

    private static int parse(Port port, String stored, StackHome home) {
        try {
            int number = Integer.parseInt(stored.strip());
            if (number > 0 && number < 65_536) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below, as a number out of range is
        }
        throw new CliException(
                ExitCode.MISSING, "%s: %s is not a port: %s".formatted(home.file(FILE), port.key(), stored));
    }
}
