/**
 * The HTTP interface: controllers, views, and the one place where faults become status codes.
 *
 * <p>Holds no rule of its own: it asks the rooms below.
 */
@NullMarked
package io.promansible.web;

import org.jspecify.annotations.NullMarked;
