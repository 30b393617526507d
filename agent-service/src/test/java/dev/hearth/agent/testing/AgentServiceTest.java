package dev.hearth.agent.testing;

import dev.hearth.embedded.TestStores;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.WithTestResource.List;

/** What every test of the running service needs; subclasses add {@code @QuarkusTest}. */
@List({
    @WithTestResource(
            value = TestStores.class,
            initArgs = @ResourceArg(name = "service", value = "agent"),
            scope = TestResourceScope.MATCHING_RESOURCES),
    @WithTestResource(value = LocalSettings.class, scope = TestResourceScope.MATCHING_RESOURCES)
})
public abstract class AgentServiceTest {}
