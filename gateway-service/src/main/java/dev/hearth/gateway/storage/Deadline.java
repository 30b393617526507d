package dev.hearth.gateway.storage;

import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import java.time.Duration;

/** Ends the waiting for a store that does not answer. Stands before the interceptor that opens the session. */
@AnswersInTime
@Interceptor
@Priority(Interceptor.Priority.PLATFORM_BEFORE)
class Deadline {
    /** Below the 10 s within which every request is answered. */
    private static final Duration LIMIT = Duration.ofSeconds(8);

    @AroundInvoke
    Object limit(InvocationContext call) throws Exception {
        Object answer = call.proceed();
        return answer instanceof Uni<?> promised ? of(promised) : answer;
    }

    static <T> Uni<T> of(Uni<T> answer) {
        return answer.ifNoItem()
                .after(LIMIT)
                .failWith(() -> new ServiceException(ErrorCode.UNAVAILABLE, "the database does not answer, try again"));
    }
}
