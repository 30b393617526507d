package dev.hearth.gateway.http;

/** The one form of a request's path: no duplicate slashes, no leading {@code /v1}, no slash at the end. */
final class Paths {
    private static final String VERSION = "/v1";
    private static final String DOCS = "/docs/";

    private Paths() {}

    static String normal(String path) {
        String single = path.contains("//") ? path.replaceAll("/{2,}", "/") : path;
        String unversioned = single.startsWith(VERSION + "/") ? single.substring(VERSION.length()) : single;
        boolean trailing = unversioned.length() > 1 && unversioned.endsWith("/") && !unversioned.equals(DOCS);
        return trailing ? unversioned.substring(0, unversioned.length() - 1) : unversioned;
    }
}
