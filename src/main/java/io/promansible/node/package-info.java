/**
 * This node among those of one database: its identity, its name and its sign of life.
 *
 * <p>Never judges runs.
 */
@NullMarked
package io.promansible.node;

import org.jspecify.annotations.NullMarked;
