package dev.hearth.scheduler.placement;

/**
 * Why a task waits.
 *
 * @param code {@code no_engine}, {@code no_worker_fits}, {@code jail_missing}, {@code build_running} or {@code all_busy}
 * @param text for people
 */
public record WaitReason(String code, String text) {}
