package dev.hearth.gateway.route;

import dev.hearth.gateway.team.Caller;

/** What a key has to be allowed, for routes of tasks: they belong to the resource {@code apps}. */
public enum Scope {
    /** Starting, cancelling and deleting tasks. */
    RUN_APPS("apps:execute", "apps:execute"),
    /** Looking at tasks; whoever may start one may follow it. */
    READ_TASKS("apps:read", "apps:execute"),
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
