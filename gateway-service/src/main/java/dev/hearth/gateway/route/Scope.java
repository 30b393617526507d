package dev.hearth.gateway.route;

import dev.hearth.gateway.team.Caller;

/**
 * What a key has to be allowed, on plain routes: tasks belong to the resource {@code apps}, chats to {@code conversations}.
 */
public enum Scope {
    /** Starting, cancelling and deleting tasks. */
    RUN_APPS("apps:execute", "apps:execute"),
    /** Looking at tasks; whoever may start one may follow it. */
    READ_TASKS("apps:read", "apps:execute"),
    /** Starting turns, and what happens in them: stopping, results of tools, decisions. */
    RUN_AGENTS("agents:execute", "agents:execute"),
    /** Looking at agents; whoever may run them may see them. */
    READ_AGENTS("agents:read", "agents:execute"),
    WRITE_AGENTS("agents:write", "agents:write"),
    /** Looking at chats; whoever may start a turn may follow it. */
    READ_CHATS("conversations:read", "agents:execute"),
    WRITE_CHATS("conversations:write", "conversations:write"),
    /** Any key will do. */
    ANY("", "");

    private final String scope;
    private final String alternative;

    Scope(String scope, String alternative) {
        this.scope = scope;
        this.alternative = alternative;
    }

    void require(Caller caller) {
        if (!scope.isEmpty() && !caller.may(alternative)) {
            caller.require(scope);
        }
    }
}
