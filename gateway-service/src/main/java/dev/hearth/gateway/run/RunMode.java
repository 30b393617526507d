package dev.hearth.gateway.run;

import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a run is answered. */
sealed interface RunMode {
    /** At once, with the task as it was accepted. */
    record Now() implements RunMode {}

    /** With the finished task, or with the live one after this long. */
    record Wait(Duration hold) implements RunMode {}

    /** With the task's stream. */
    record Stream() implements RunMode {}

    /** What a request asks for, in its body, its query and its {@code Prefer} header. */
    static RunMode of(RunRequest request, HttpServerRequest http, boolean waitsByDefault, Duration longest) {
        Boolean inQuery = flag(http.getParam("wait"));
        Boolean asked = request.waits() != null ? request.waits() : inQuery;
        if (request.stream()) {
            if (Boolean.TRUE.equals(asked)) {
                throw RunErrors.waitAndStream();
            }
            return new Stream();
        }
        boolean waits = asked == null ? waitsByDefault : asked;
        return waits ? new Wait(preferred(http.getHeader("Prefer"), longest)) : new Now();
    }

    private static @Nullable Boolean flag(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "1" -> Boolean.TRUE;
            case "false", "0" -> Boolean.FALSE;
            default -> throw RunErrors.wrongType("wait", "true or false");
        };
    }

    /** {@code Prefer: wait=N} lowers the hold and never raises it; other preferences mean nothing here. */
    private static Duration preferred(@Nullable String prefer, Duration longest) {
        if (prefer == null) {
            return longest;
        }
        for (String preference : prefer.split("[,;]", -1)) {
            String wish = preference.strip();
            if (wish.startsWith("wait=")) {
                return shorter(wish, longest);
            }
        }
        return longest;
    }

    private static Duration shorter(String wish, Duration longest) {
        try {
            Duration wanted = Duration.ofSeconds(Long.parseUnsignedLong(wish.substring("wait=".length())));
            return wanted.isNegative() || wanted.compareTo(longest) > 0 ? longest : wanted;
        } catch (ArithmeticException | NumberFormatException e) {
            throw RunErrors.badPreference(wish);
        }
    }
}
