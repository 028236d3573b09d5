/**
 * What every door needs: the threads that answer, who may come in, parameters, pages of lists, and
 * faults as problem+json.
 *
 * <p>Has no address of its own, and holds no rule of the engine.
 */
@NullMarked
package io.promansible.http;

import org.jspecify.annotations.NullMarked;
