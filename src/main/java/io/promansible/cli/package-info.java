/**
 * The commands of bin/promansible.
 *
 * <p>They talk to a running service over HTTP, or read files; they hold no rule of their own.
 */
@NullMarked
package io.promansible.cli;

import org.jspecify.annotations.NullMarked;
