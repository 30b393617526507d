package dev.hearth.gateway.run;

import com.google.protobuf.ByteString;
import dev.hearth.proto.v1.Session;
import dev.hearth.proto.v1.SessionUse;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * In which session a call runs.
 *
 * @param use null: in none
 * @param open the session, if it is open already
 */
record SessionTerms(@Nullable SessionUse use, @Nullable Session open) {
    static final SessionTerms NONE = new SessionTerms(null, null);

    static SessionTerms opening(SessionUse use) {
        return new SessionTerms(use, null);
    }

    static SessionTerms of(Session session) {
        SessionUse use = SessionUse.newBuilder()
                .setSessionId(session.getSessionId())
                .setIdleTimeoutSeconds(session.getIdleTimeoutSeconds())
                .build();
        return new SessionTerms(use, session);
    }

    /** The setup of the session's runner; what the request names must be the same. Null: the request's own counts. */
    @Nullable
    ByteString setup(boolean isNamed, byte[] named) {
        if (open == null) {
            return null;
        }
        if (isNamed && !Arrays.equals(named, open.getSetup().toByteArray())) {
            throw RunErrors.otherSetup(open.getSessionId());
        }
        return open.getSetup();
    }
}
