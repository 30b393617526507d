package dev.hearth.agent.tool;

/**
 * How requests to an integration's provider prove who makes them. There are no integrations of our own: a team that sets
 * the secrets from which apps read an integration's credentials (app contract 14) has connected it.
 */
record IntegrationToken(String secret, String scheme) {
    static IntegrationToken of(String provider) {
        int dot = provider.indexOf('.');
        String name = dot < 0 ? provider : provider.substring(0, dot);
        return switch (name) {
            case "gcp" -> new IntegrationToken("GCP_ACCESS_TOKEN", "Bearer ");
            case "google" -> new IntegrationToken("GOOGLE_OAUTH_ACCESS_TOKEN", "Bearer ");
            case "x" -> new IntegrationToken("X_ACCESS_TOKEN", "Bearer ");
            case "discord" -> new IntegrationToken("DISCORD_BOT_TOKEN", "Bot ");
            default ->
                throw new ToolFailedException(
                        "There is no integration '%s' here; there are gcp, google, x and discord.".formatted(provider));
        };
    }
}
