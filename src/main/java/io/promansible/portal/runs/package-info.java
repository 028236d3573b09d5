/** Runs, and one with its log, tasks and hosts. */
@NullMarked
package io.promansible.portal.runs;

import org.jspecify.annotations.NullMarked;
