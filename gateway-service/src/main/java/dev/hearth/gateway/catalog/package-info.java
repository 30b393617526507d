/** What can be called: apps, their immutable versions, functions and schemas, and how a version is published. */
@NullMarked
package dev.hearth.gateway.catalog;

import org.jspecify.annotations.NullMarked;
