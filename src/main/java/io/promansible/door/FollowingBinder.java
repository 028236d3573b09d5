package io.promansible.door;

import io.micronaut.core.convert.ArgumentConversionContext;
import io.micronaut.core.type.Argument;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.bind.binders.TypedRequestArgumentBinder;
import io.promansible.access.Principal;
import io.promansible.door.CallerFinder.Found;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;

/** Gives a route that answers with a stream its caller, as an argument of its own. */
@Singleton
public final class FollowingBinder implements TypedRequestArgumentBinder<Following> {
  private final CallerFinder callers;
  private final Clock clock;

  FollowingBinder(CallerFinder callers, Clock clock) {
    this.callers = callers;
    this.clock = clock;
  }

  @Override
  public Argument<Following> argumentType() {
    return Argument.of(Following.class);
  }

  @Override
  public BindingResult<Following> bind(
      ArgumentConversionContext<Following> context, HttpRequest<?> request) {
    return () -> Optional.of(of(request));
  }

  /** The caller of a request that was let in. */
  public Following of(HttpRequest<?> request) {
    return new Following(
        AccessFilter.principalOf(request).orElseThrow(), () -> again(request), clock);
  }

  private Optional<Principal> again(HttpRequest<?> request) {
    return switch (callers.find(request).toCompletableFuture().join()) {
      case Found.Caller(var principal) -> Optional.of(principal);
      case Found.InSession(var principal, var session) -> Optional.of(principal);
      case Found.Nobody nobody -> Optional.empty();
    };
  }
}
