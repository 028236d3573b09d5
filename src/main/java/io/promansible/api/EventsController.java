package io.promansible.api;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Produces;
import io.promansible.access.AccessRole;
import io.promansible.door.Following;
import io.promansible.door.RequiresRole;
import io.promansible.fault.InputFault;
import io.promansible.feed.ChangeFeed;
import io.swagger.v3.oas.annotations.Parameter;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/events}: what changes, as server-sent events. */
@Controller("/api/v1/events")
final class EventsController {
  private static final Set<String> KINDS = Set.of("run", "alert", "remediation", "freeze", "audit");

  private final ChangeFeed feed;

  EventsController(ChangeFeed feed) {
    this.feed = feed;
  }

  /**
   * What changes from now on, of all that the caller may see. Each event has the kind as its name
   * and an id; a caller that comes back with {@code Last-Event-ID} gets what it missed, or the
   * event {@code reset} when that is not known any more.
   *
   * @param about kinds with commas between them: run, alert, remediation, freeze, audit; all
   *     without it
   */
  @Get("{?about}")
  @Produces(MediaType.TEXT_EVENT_STREAM)
  @RequiresRole(AccessRole.VIEWER)
  HttpResponse<?> events(
      @Nullable String about,
      @Nullable @Header("Last-Event-ID") String last,
      @Parameter(hidden = true) Following following) {
    Set<String> kinds = about == null ? KINDS : new TreeSet<>(List.of(about.split(",", -1)));
    for (String kind : kinds) {
      if (!KINDS.contains(kind)) {
        throw new InputFault(
            "about", "'" + kind + "' is none of " + String.join(", ", new TreeSet<>(KINDS)));
      }
    }
    return HttpResponse.ok(feed.follow(kinds, last, following::caller))
        .contentType(MediaType.TEXT_EVENT_STREAM_TYPE);
  }
}
