package dev.hearth.embedded;

import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** Where a database is and who asks. */
public record DatabaseAddress(String host, int port, String database, String user, String password) {
    /** Reads {@code postgresql://user:password@host:port/database}. */
    public static DatabaseAddress parse(String url) {
        URI uri = URI.create(url);
        String userInfo = uri.getRawUserInfo();
        if (!"postgresql".equals(uri.getScheme()) || userInfo == null || !userInfo.contains(":")) {
            throw new IllegalArgumentException("not of the form postgresql://user:password@host:port/database: " + url);
        }
        int colon = userInfo.indexOf(':');
        return new DatabaseAddress(
                uri.getHost(),
                uri.getPort() < 0 ? 5432 : uri.getPort(),
                uri.getPath().substring(1),
                URLDecoder.decode(userInfo.substring(0, colon), StandardCharsets.UTF_8),
                URLDecoder.decode(userInfo.substring(colon + 1), StandardCharsets.UTF_8));
    }

    /** The form {@link #parse} reads. */
    public String toUrl() {
        return "postgresql://%s:%s@%s:%d/%s".formatted(encode(user), encode(password), host, port, database);
    }

    public String toJdbcUrl() {
        return "jdbc:postgresql://%s:%d/%s".formatted(host, port, database);
    }

    public DatabaseAddress withDatabase(String name) {
        return new DatabaseAddress(host, port, name, user, password);
    }

    public DatabaseAddress as(String otherUser, String otherPassword) {
        return new DatabaseAddress(host, port, database, otherUser, otherPassword);
    }

    /** Opens a connection; the caller closes it. */
    public Connection connect() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("loginTimeout", "10");
        return DriverManager.getConnection(toJdbcUrl(), properties);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "postgresql://%s@%s:%d/%s".formatted(user, host, port, database);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
