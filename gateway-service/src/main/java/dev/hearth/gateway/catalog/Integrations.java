package dev.hearth.gateway.catalog;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The environment variables that apps read an integration's credentials from (app contract 14). There are no integrations
 * of our own: a team that sets these as secrets has connected it.
 */
final class Integrations {
    private static final Set<String> NOTHING = Set.of();

    private Integrations() {}

    /** The groups of variables that connect an integration; none for one we do not know. */
    static List<Set<String>> metBy(String key) {
        return switch (providerOf(key)) {
            case "gcp" -> List.of(Set.of("GCP_ACCESS_TOKEN", "GCP_PROJECT_NUMBER"), Set.of("GOOGLE_SA_CREDENTIALS"));
            case "google" ->
                List.of(
                        Set.of("GOOGLE_OAUTH_ACCESS_TOKEN"),
                        Set.of("GOOGLE_OAUTH_CREDENTIALS"),
                        Set.of("GOOGLE_SA_CREDENTIALS"));
            case "x" -> List.of(Set.of("X_ACCESS_TOKEN"));
            case "discord" -> List.of(Set.of("DISCORD_BOT_TOKEN"));
            default -> List.of();
        };
    }

    /** All of its variables: what is set of them is injected. */
    static Set<String> variables(String key) {
        Set<String> all = new TreeSet<>(providerOf(key).equals("gcp") ? Set.of("GCP_VIDEO_OUTPUT_BUCKET") : NOTHING);
        metBy(key).forEach(all::addAll);
        return all;
    }

    private static String providerOf(String key) {
        int dot = key.indexOf('.');
        return dot < 0 ? key : key.substring(0, dot);
    }
}
