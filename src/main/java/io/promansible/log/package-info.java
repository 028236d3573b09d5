/** The log of a run as people read it: lines, tasks, colours, times, and what is found in it. */
@NullMarked
package io.promansible.log;

import org.jspecify.annotations.NullMarked;
