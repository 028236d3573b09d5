/**
 * What is done about one episode by one handler: the record, its states and how it ended.
 *
 * <p>Never decides, and never starts a run.
 */
@NullMarked
package io.promansible.remediation;

import org.jspecify.annotations.NullMarked;
