package dev.hearth.scheduler.placement;

/**
 * Why a task waits.
 *
 * @param code {@code no_engine}, {@code no_worker_fits}, {@code jail_missing}, {@code build_running},
 *     {@code all_busy}, {@code session_share}, {@code session_room} or
 *     {@code session_worker}
 * @param text for people
 */
public record WaitReason(String code, String text) {}
