/**
 * Handlers as promansible.yml gives them: matchers, roles, limits, proof, escalation.
 *
 * <p>Pure values; never decides, never asks a clock or a database.
 */
@NullMarked
package io.promansible.handler;

import org.jspecify.annotations.NullMarked;
