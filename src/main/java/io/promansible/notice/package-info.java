/**
 * What Alertmanager is told: our own alert about what needs people, and silences while a
 * remediation runs.
 *
 * <p>Never changes a remediation.
 */
@NullMarked
package io.promansible.notice;

import org.jspecify.annotations.NullMarked;
