/** Runs in the API: lists, one run, its log, and runs that people ask for. */
@NullMarked
package io.promansible.api.runs;

import org.jspecify.annotations.NullMarked;
