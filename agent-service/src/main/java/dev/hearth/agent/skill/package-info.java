/** The texts of skills, given in the configuration or fetched. */
@NullMarked
package dev.hearth.agent.skill;

import org.jspecify.annotations.NullMarked;
