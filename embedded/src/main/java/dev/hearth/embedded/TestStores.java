package dev.hearth.embedded;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gives a {@code @QuarkusTest} its stores, as the settings a service reads from its environment:
 *
 * <pre>{@code
 * @QuarkusTest
 * @WithTestResource(value = TestStores.class, initArgs = @ResourceArg(name = "service", value = "scheduler"))
 * }</pre>
 *
 * <p>Arguments: {@code service}, one of gateway, scheduler, files and agent; {@code kafka}, {@code true} or {@code false}
 * (default: true for the scheduler alone). Plain JUnit tests use {@link ServiceStores}.
 */
public final class TestStores implements QuarkusTestResourceLifecycleManager {
    private String service = "";
    private boolean withKafka;
    private @Nullable ServiceStores stores;

    @Override
    public void init(Map<String, String> arguments) {
        service = arguments.getOrDefault("service", "");
        if (service.isEmpty()) {
            throw new IllegalArgumentException(
                    "TestStores needs the argument 'service': gateway, scheduler, files or agent");
        }
        withKafka =
                Boolean.parseBoolean(arguments.getOrDefault("kafka", Boolean.toString(service.equals("scheduler"))));
    }

    @Override
    public Map<String, String> start() {
        ServiceStores fresh = ServiceStores.fresh(service);
        stores = fresh;
        Map<String, String> settings = new HashMap<>(fresh.settings());
        if (withKafka) {
            settings.put("HEARTH_KAFKA", fresh.kafka());
            // An embedded broker logs through the test's own logging, at length.
            settings.put("quarkus.log.category.\"kafka\".level", "WARN");
            settings.put("quarkus.log.category.\"org.apache.kafka\".level", "WARN");
            settings.put("quarkus.log.category.\"state.change.logger\".level", "WARN");
        }
        return settings;
    }

    @Override
    public void stop() {
        if (stores != null) {
            stores.close();
        }
    }
}
