package io.promansible.door;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a route for browsers: who is not logged in is sent to the log-in, and its forms carry the
 * CSRF token in a field, which the route checks by {@link Csrf#require}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface PageRoute {}
