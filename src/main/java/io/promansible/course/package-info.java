/**
 * A remediation's way after the decision: the review before the start, the steps of the escalation,
 * approvals, and the proof by the alert itself.
 *
 * <p>Never takes in notifications, and never starts a process.
 */
@NullMarked
package io.promansible.course;

import org.jspecify.annotations.NullMarked;
