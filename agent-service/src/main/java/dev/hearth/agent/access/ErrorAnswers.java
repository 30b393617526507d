package dev.hearth.agent.access;

import dev.hearth.errors.ErrorInterceptor;
import io.quarkus.grpc.GlobalInterceptor;
import jakarta.enterprise.inject.spi.Prioritized;
import jakarta.inject.Singleton;

/** What a call failed with, as the answer that callers understand. */
@GlobalInterceptor
@Singleton
public final class ErrorAnswers extends ErrorInterceptor implements Prioritized {
    static final int PRIORITY = 100;

    @Override
    public int getPriority() {
        return PRIORITY;
    }
}
