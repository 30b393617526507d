/** Cursor lists of rows: one form of question and answer for every list of this service (wire protocol 1.12). */
@NullMarked
package dev.hearth.agent.listing;

import org.jspecify.annotations.NullMarked;
