package dev.hearth.worker.assignment;

import java.time.Instant;

/** A status that an attempt has reached, and when. */
public record Step(HeldStatus status, Instant at) {}
