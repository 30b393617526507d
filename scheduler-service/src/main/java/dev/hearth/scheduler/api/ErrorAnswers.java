package dev.hearth.scheduler.api;

import dev.hearth.errors.ErrorInterceptor;
import io.quarkus.grpc.GlobalInterceptor;
import jakarta.inject.Singleton;

/** What callers are told of errors. */
@Singleton
@GlobalInterceptor
class ErrorAnswers extends ErrorInterceptor {}
