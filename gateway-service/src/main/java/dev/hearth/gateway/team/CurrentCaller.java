package dev.hearth.gateway.team;

import jakarta.enterprise.context.RequestScoped;
import org.jspecify.annotations.Nullable;

/** Who sent the request that a REST resource is handling; set before its body is read. */
@RequestScoped
public class CurrentCaller {
    private @Nullable Caller caller;

    void become(Caller authenticated) {
        caller = authenticated;
    }

    /** The caller, whatever its scopes. */
    public Caller any() {
        if (caller == null) {
            throw new IllegalStateException("the request was not authenticated");
        }
        return caller;
    }

    /** The caller; 403 if its key lacks this scope. */
    public Caller with(String scope) {
        Caller current = any();
        current.require(scope);
        return current;
    }
}
