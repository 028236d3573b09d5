/**
 * Finished and running runs as people read them: lists with filters, events, logs that grow.
 *
 * <p>Changes nothing.
 */
@NullMarked
package io.promansible.history;

import org.jspecify.annotations.NullMarked;
