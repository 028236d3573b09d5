package io.promansible.door;

import io.micronaut.http.context.ServerRequestContext;
import io.promansible.access.Principal;
import io.promansible.audit.AuditOrigin;
import jakarta.inject.Singleton;
import java.util.function.Supplier;

/** Tells the audit from where the request comes that is being answered. */
@Singleton
final class RequestOrigin implements AuditOrigin {
  private final Supplier<TrustedProxies> proxies;

  RequestOrigin(Supplier<TrustedProxies> proxies) {
    this.proxies = proxies;
  }

  @Override
  public Caller now() {
    return ServerRequestContext.currentRequest()
        .map(request ->
            new Caller(
                AccessFilter.principalOf(request).map(RequestOrigin::asWhat).orElse(""),
                proxies.get().client(request)))
        .orElse(Caller.NONE);
  }

  private static String asWhat(Principal who) {
    if (who.kind() == Principal.Kind.ANONYMOUS) {
      return "";
    }
    String rights = String.join(", ", who.rights().text());
    return rights.substring(0, Math.min(rights.length(), 256));
  }
}
