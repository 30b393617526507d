package dev.hearth.embedded;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;

/**
 * The part of a database that one service owns: a role {@code hearth_<service>} and a schema {@code <service>} that is the
 * role's search path. No role sees another's schema.
 */
public record ServiceDatabase(DatabaseAddress address, String schema) {
    /** What PostgreSQL says when another session was faster: the object, or its row in a catalog, is there already. */
    private static final Set<String> ALREADY_THERE = Set.of("42710", "42P04", "42P06", "23505");

    /** Tuple concurrently updated: two sessions changed one role at once. */
    private static final String CONCURRENT_UPDATE = "XX000";

    private static final int ATTEMPTS = 20;

    /**
     * Makes database, role and schema, or brings what is there to this state: a second call changes nothing but the role's
     * password. Safe beside other processes that do the same.
     *
     * @param superuser the superuser's way into the server, through any database
     */
    public static ServiceDatabase provision(DatabaseAddress superuser, String database, String service, String password)
            throws SQLException {
        requireWord(database);
        requireWord(service);
        requireWord(password);
        String role = "hearth_" + service;
        try (Connection connection = superuser.connect()) {
            createOnce(connection, "create database %s template template0".formatted(database));
            createOnce(connection, "create role %s".formatted(role));
            repeat(connection, "alter role %s login nosuperuser password '%s'".formatted(role, password));
            repeat(connection, "alter role %s in database %s set search_path = %s".formatted(role, database, service));
            repeat(connection, "revoke all on database %s from public".formatted(database));
            repeat(connection, "grant connect, temporary on database %s to %s".formatted(database, role));
        }
        try (Connection connection = superuser.withDatabase(database).connect()) {
            createOnce(connection, "create schema %s authorization %s".formatted(service, role));
        }
        return new ServiceDatabase(superuser.withDatabase(database).as(role, password), service);
    }

    private static void createOnce(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            if (!ALREADY_THERE.contains(e.getSQLState())) {
                throw e;
            }
        }
    }

    private static void repeat(Connection connection, String sql) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
                return;
            } catch (SQLException e) {
                if (attempt == ATTEMPTS || !CONCURRENT_UPDATE.equals(e.getSQLState())) {
                    throw e;
                }
            }
        }
    }

    /** These statements take no parameters, so what goes into them is of a form that needs no quoting. */
    private static void requireWord(String text) {
        if (!text.matches("[A-Za-z0-9_-]+")) {
            throw new IllegalArgumentException("only letters, digits, _ and - are allowed here");
        }
    }
}
