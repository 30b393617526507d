/** App versions, as the gateway's catalog knows them. */
@NullMarked
package dev.hearth.worker.catalog;

import org.jspecify.annotations.NullMarked;
