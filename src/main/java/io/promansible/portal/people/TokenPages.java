package io.promansible.portal.people;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.promansible.access.AccessRole;
import io.promansible.access.Principal;
import io.promansible.access.Scope;
import io.promansible.database.TimeIds;
import io.promansible.door.Csrf;
import io.promansible.door.PageRoute;
import io.promansible.door.RequiresRole;
import io.promansible.fault.Forbidden;
import io.promansible.fault.InputFault;
import io.promansible.http.RequestThreads;
import io.promansible.portal.Pages;
import io.promansible.portal.Viewer;
import io.promansible.token.TokenDesk;
import io.promansible.token.TokenDesk.Wish;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /tokens}: the tokens of a person; for admins those of all. */
@Controller("/tokens")
@PageRoute
@ExecuteOn(RequestThreads.REQUESTS)
@RequiresRole(AccessRole.INVENTORY)
final class TokenPages {
  private static final int DAYS_MAX = 3650;

  private final TokenDesk desk;
  private final Pages pages;
  private final Clock clock;

  TokenPages(TokenDesk desk, Pages pages, Clock clock) {
    this.desk = desk;
    this.pages = pages;
    this.clock = clock;
  }

  @Get
  HttpResponse<?> list(Principal caller, HttpRequest<?> request) {
    return page(HttpStatus.OK, caller, request, null, null);
  }

  @Post
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  HttpResponse<?> make(@Body Map<String, String> fields, Principal caller, HttpRequest<?> request) {
    Csrf.require(request, fields);
    try {
      String secret = desk.make(caller, wish(fields)).secret();
      return page(HttpStatus.OK, caller, request, secret, null);
    } catch (InputFault | Forbidden e) {
      return page(HttpStatus.BAD_REQUEST, caller, request, null, e.getMessage());
    }
  }

  private Wish wish(Map<String, String> fields) {
    return new Wish(
        fields.getOrDefault("name", "").strip(),
        role(fields.getOrDefault("role", "")),
        new Scope(words(fields.get("hosts")), List.of(), List.of()),
        expires(fields.getOrDefault("days", "")),
        "true".equals(fields.get("program")));
  }

  /** Names with commas or blanks between them. */
  static List<String> words(@Nullable String text) {
    return text == null
        ? List.of()
        : Arrays.stream(text.split("[,\\s]+")).filter(word -> !word.isEmpty()).toList();
  }

  static AccessRole role(String text) {
    try {
      return AccessRole.valueOf(text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new InputFault("role", "'" + text + "' is no role");
    }
  }

  private @Nullable Instant expires(String days) {
    if (days.isBlank()) {
      return null;
    }
    try {
      int count = Integer.parseInt(days.strip());
      if (count >= 1 && count <= DAYS_MAX) {
        return clock.instant().plus(Duration.ofDays(count));
      }
    } catch (NumberFormatException e) {
      // What follows says what is wrong.
    }
    throw new InputFault("days", "must be a number from 1 to " + DAYS_MAX);
  }

  @Post("/revoke")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  HttpResponse<?> revoke(
      @Body Map<String, String> fields, Principal caller, HttpRequest<?> request) {
    Csrf.require(request, fields);
    desk.revoke(caller, TimeIds.parse("id", fields.getOrDefault("id", "")));
    return HttpResponse.seeOther(URI.create("/tokens"));
  }

  private HttpResponse<?> page(
      HttpStatus status,
      Principal caller,
      HttpRequest<?> request,
      @Nullable String made,
      @Nullable String fault) {
    return pages.page(
        status,
        "tokens",
        Map.of(
            "viewer",
            Viewer.of(caller, request),
            "page",
            new TokensPage(desk.of(caller), made, fault)));
  }
}
