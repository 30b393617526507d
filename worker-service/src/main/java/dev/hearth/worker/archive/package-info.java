/** Archives of apps, unpacked so that nothing escapes, and trees of files on disk. */
@NullMarked
package dev.hearth.worker.archive;

import org.jspecify.annotations.NullMarked;
