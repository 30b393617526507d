package dev.hearth.gateway.testing;

import static io.restassured.RestAssured.given;

import dev.hearth.ids.Ids;
import dev.hearth.ids.TeamId;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.Map;

/** Calls the public API as somebody. */
public record ApiClient(String key) {
    /** A team with a client that holds its owner's key. */
    public record Team(TeamId id, String username, ApiClient client) {}

    /** The owner of team {@code local}. */
    public static ApiClient owner() {
        return new ApiClient(Peers.OWNER_KEY);
    }

    /** A team that no other test knows. */
    public static Team newTeam() {
        String username = "team-" + Ids.random().substring(0, 12);
        Response made = owner().post("/teams", Map.of("username", username))
                .then()
                .statusCode(200)
                .extract()
                .response();
        return new Team(new TeamId(made.path("data.id")), username, new ApiClient(made.path("data.owner_key")));
    }

    public Response get(String path, Object... parameters) {
        return request().get(path, parameters);
    }

    public Response post(String path, Object body, Object... parameters) {
        return request().body(body).post(path, parameters);
    }

    public Response put(String path, Object... parameters) {
        return request().put(path, parameters);
    }

    public Response delete(String path, Object... parameters) {
        return request().delete(path, parameters);
    }

    private RequestSpecification request() {
        return given().header("Authorization", "Bearer " + key).contentType(ContentType.JSON);
    }
}
