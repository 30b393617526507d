package dev.hearth.gateway.openapi;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hearth.embedded.TestStores;
import dev.hearth.gateway.testing.Peers;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The document describes every route, and every route refuses what its description forbids. */
@QuarkusTest
@WithTestResource(
        value = TestStores.class,
        scope = TestResourceScope.GLOBAL,
        initArgs = @ResourceArg(name = "service", value = "gateway"))
@WithTestResource(value = Peers.class, scope = TestResourceScope.GLOBAL)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenApiTest {
    private static final Set<String> METHODS = Set.of("get", "post", "put", "delete");
    private static final String NO_SUCH_ID = "00000000000000000000000000";

    @Inject
    PlainRoutes plainRoutes;

    private JsonNode document;
    private final List<Operation> operations = new ArrayList<>();

    /** Sees the router as the routes do. */
    @ApplicationScoped
    static class PlainRoutes {
        private Router router;

        void onRouter(@Observes Router observed) {
            router = observed;
        }

        List<Route> all() {
            return router.getRoutes();
        }
    }

    private record Operation(String method, String path, JsonNode description) {
        String request() {
            return path.replaceAll("\\{[^}]*}", NO_SUCH_ID);
        }

        @Override
        public String toString() {
            return method.toUpperCase(Locale.ROOT) + " " + path;
        }
    }

    @BeforeEach
    void readDocument() throws IOException {
        operations.clear();
        document = new ObjectMapper()
                .readTree(given().accept("application/json").get("/openapi").asString());
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
                if (METHODS.contains(method.getKey())) {
                    operations.add(new Operation(method.getKey(), path.getKey(), method.getValue()));
                }
            }
        }
    }

    @Test
    void everyPlainRouteIsDescribed() {
        List<String> described = operations.stream().map(Operation::toString).toList();

        List<String> routed = plainRoutes.all().stream()
                .filter(route -> route.getPath() != null && route.methods() != null)
                .filter(route -> route.getPath().startsWith("/tasks")
                        || route.getPath().startsWith("/sessions")
                        || route.getPath().startsWith("/agents")
                        || route.getPath().startsWith("/agent-runs")
                        || route.getPath().startsWith("/chats")
                        || route.getPath().startsWith("/tools")
                        || route.getPath().startsWith("/interrupts")
                        || route.getPath().endsWith("run"))
                .flatMap(OpenApiTest::operationsOf)
                .toList();
        assertThat(routed).hasSizeGreaterThan(30);
        assertThat(described).containsAll(routed);
    }

    @Test
    void thePageToTryItIsThere() {
        assertThat(given().redirects().follow(true).get("/docs").statusCode()).isEqualTo(200);
        assertThat(given().get("/v1/openapi").statusCode()).isEqualTo(200);
    }

    @Test
    void everyOperationAsksForAKey() {
        for (Operation operation : operations) {
            Response response = given().contentType("application/json")
                    .request(operation.method().toUpperCase(Locale.ROOT), operation.request());
            assertRefused(operation, "without a key", response);
            assertThat(response.statusCode()).as("%s", operation).isEqualTo(401);
        }
    }

    @Test
    void everyRunRefusesAnInputAboveTheLimit() {
        String large = "{\"input\":\"" + "x".repeat(5 * 1024 * 1024) + "\",\"app\":\"nobody/nothing\"}";
        for (Operation operation : operations) {
            if (operation.path().endsWith("run")) {
                assertRefused(operation, "5 MiB", send(operation, large));
            }
        }
    }

    private static Response send(Operation operation, String body) {
        RequestSpecification request = given().header("Authorization", "Bearer " + Peers.OWNER_KEY)
                .contentType("application/json")
                .body(body);
        return request.request(operation.method().toUpperCase(Locale.ROOT), operation.request());
    }

    private static void assertRefused(Operation operation, String why, Response response) {
        String what = operation + ", " + why + ": " + response.statusCode() + " " + response.asString();
        assertThat(response.statusCode()).as(what).isBetween(400, 499);
        assertThat(response.contentType()).as(what).startsWith("application/json");
        assertThat(response.jsonPath().getBoolean("success")).as(what).isFalse();
        assertThat(response.jsonPath().getInt("status")).as(what).isEqualTo(response.statusCode());
        assertThat(response.jsonPath().getString("error.code")).as(what).isNotEmpty();
        assertThat(response.jsonPath().getString("error.message")).as(what).isNotEmpty();
        assertThat(response.jsonPath().getString("detail")).as(what).isEqualTo(response.path("error.message"));
    }

    private static Stream<String> operationsOf(Route route) {
        String path = route.getPath().replaceAll(":(\\w+)", "{$1}");
        return route.methods().stream().map(HttpMethod::name).map(method -> method + " " + path);
    }
}
