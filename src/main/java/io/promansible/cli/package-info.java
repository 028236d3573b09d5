/**
 * The commands of bin/promansible beside serve.
 *
 * <p>Talks to a running service over HTTP, or reads files; holds no rule of its own.
 */
@NullMarked
package io.promansible.cli;

import org.jspecify.annotations.NullMarked;
