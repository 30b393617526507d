package dev.hearth.scheduler.storage;

import dev.hearth.scheduler.session.Session;

/**
 * What a change of a task means for the session it is a call of. Written by the same statement, so that no crash can part
 * the two: a call counts if and only if its task has ended.
 *
 * @param session as decided so far
 * @param opens its row does not exist yet
 */
public record SessionEffect(Session session, boolean opens) {}
