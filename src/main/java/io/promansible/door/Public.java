package io.promansible.door;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks a route that answers anybody; to strangers it tells only whether the service lives. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Public {
  /** Whether it tells more to a caller who is known; others are answered without a look. */
  boolean asksCaller() default false;
}
