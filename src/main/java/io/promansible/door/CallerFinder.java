package io.promansible.door;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.promansible.access.Credentials;
import io.promansible.access.Principal;
import io.promansible.access.TokenAuthenticator;
import io.promansible.fault.WorldFault;
import io.promansible.http.RequestThreads;
import io.promansible.identity.Sessions;
import io.promansible.identity.Sessions.Opened;
import io.promansible.login.Principals;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;

/** Finds out who calls: by a token, by the cookie of a session, or nobody that says so. */
@Singleton
final class CallerFinder {
  // Each waits for the database; when that is away, more would only fill the memory.
  private static final int WAITING_MAX = 1000;

  private final TokenAuthenticator authenticator;
  private final Principals principals;
  private final Sessions sessions;
  private final ExecutorService threads;
  private final AtomicInteger waiting = new AtomicInteger();

  CallerFinder(
      TokenAuthenticator authenticator,
      Principals principals,
      Sessions sessions,
      @Named(RequestThreads.ACCESS) ExecutorService threads) {
    this.authenticator = authenticator;
    this.principals = principals;
    this.sessions = sessions;
    this.threads = threads;
  }

  /** Who calls. */
  sealed interface Found {
    /** A program, a person's token, or whoever may come without. */
    record Caller(Principal principal) implements Found {}

    /** A person by the session of a browser. */
    record InSession(Principal principal, Opened session) implements Found {}

    /** Nobody whom we know; {@code wrong} when what was brought along is wrong. */
    record Nobody(boolean wrong) implements Found {}
  }

  /** Whether tokens are configured; without them only loopback is served. */
  boolean guarded() {
    return authenticator.guarded();
  }

  /** Finds the caller. What stands in the configuration is known at once, the rest is asked for. */
  CompletionStage<Found> find(HttpRequest<?> request) {
    HttpHeaders headers = request.getHeaders();
    Credentials sent =
        Credentials.of(headers.get(HttpHeaders.AUTHORIZATION), headers.get("COFFEE_TOKEN"));
    return switch (sent) {
      case Credentials.OfToken token -> byToken(token);
      case Credentials.Malformed _ -> now(new Found.Nobody(true));
      case Credentials.None _ ->
          SessionCookie.of(request)
              .<CompletionStage<Found>>map(secret -> later(() -> bySession(secret)))
              .orElseGet(() -> now(unnamed(false)));
    };
  }

  private CompletionStage<Found> byToken(Credentials.OfToken token) {
    Optional<Principal> known = authenticator.byToken(token);
    return known.isPresent()
        ? now(new Found.Caller(known.get()))
        : later(() ->
            principals.byToken(token).<Found>map(Found.Caller::new).orElse(new Found.Nobody(true)));
  }

  private Found bySession(String secret) {
    return sessions
        .find(secret)
        .<Found>map(opened -> new Found.InSession(principals.of(opened.account()), opened))
        .orElseGet(() -> unnamed(true));
  }

  private Found unnamed(boolean wrong) {
    return authenticator.anonymous().<Found>map(Found.Caller::new).orElse(new Found.Nobody(wrong));
  }

  private CompletionStage<Found> later(java.util.function.Supplier<Found> search) {
    if (waiting.incrementAndGet() > WAITING_MAX) {
      waiting.decrementAndGet();
      return CompletableFuture.failedFuture(
          new WorldFault("too many callers are being looked for at this moment; try again"));
    }
    return CompletableFuture.supplyAsync(search, threads)
        .whenComplete((found, fault) -> waiting.decrementAndGet());
  }

  private static CompletionStage<Found> now(Found found) {
    return CompletableFuture.completedFuture(found);
  }
}
