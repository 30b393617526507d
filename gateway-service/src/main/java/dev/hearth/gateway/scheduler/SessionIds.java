package dev.hearth.gateway.scheduler;

import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import java.util.regex.Pattern;

/** Ids of sessions as callers send them. No session has an id of another form, and the scheduler is not asked for one. */
public final class SessionIds {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{1,128}");

    private SessionIds() {}

    public static String require(String id) {
        if (!FORM.matcher(id).matches()) {
            throw new ServiceException(ErrorCode.SESSION_NOT_FOUND, "session not found: " + id);
        }
        return id;
    }
}
