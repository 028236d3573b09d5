/**
 * Freezes: what people, windows of the configuration or the file FREEZE let not start now.
 *
 * <p>Never stops what already runs.
 */
@NullMarked
package io.promansible.freeze;

import org.jspecify.annotations.NullMarked;
