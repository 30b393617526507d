package dev.hearth.agent.outbound;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/** Where a request goes: a URL that was understood. */
record Destination(URI uri, String host, int port, boolean secure) {
    /** What is to be asked for at this URL. */
    static Destination of(String url) {
        URI uri = parse(url);
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw refused("%s cannot be asked: only http and https are, not '%s'".formatted(url, scheme));
        }
        if (uri.getHost() == null) {
            throw refused("%s cannot be asked: it names no host".formatted(url));
        }
        boolean secure = scheme.equals("https");
        int port = uri.getPort() >= 0 ? uri.getPort() : secure ? 443 : 80;
        return new Destination(uri, uri.getHost(), port, secure);
    }

    /** Where a redirect from here leads. */
    Destination redirected(String location) {
        try {
            return of(uri.resolve(new URI(location.strip().replace(" ", "%20"))).toString());
        } catch (URISyntaxException e) {
            throw refused("%s redirects to '%s', which is not a URL".formatted(uri, location));
        }
    }

    boolean hasOriginOf(Destination other) {
        return secure == other.secure && port == other.port && host.equalsIgnoreCase(other.host);
    }

    /** Path and query. */
    String target() {
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    }

    private static URI parse(String url) {
        try {
            return new URI(url.strip());
        } catch (URISyntaxException _) {
            throw refused("'%s' cannot be asked: it is not a URL".formatted(url));
        }
    }

    private static OutboundException refused(String message) {
        return new OutboundException(message, false, false);
    }
}
