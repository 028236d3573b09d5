package io.promansible.door;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.promansible.settings.Section;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The proxies before this service that may say for whom they call: the key {@code trusted_proxies}.
 * From anybody else the headers {@code X-Forwarded-*} are not read.
 */
public record TrustedProxies(List<IpSubnetFilterRule> networks) {
  private static final String FOR = "X-Forwarded-For";

  public TrustedProxies {
    networks = List.copyOf(networks);
  }

  /** The key {@code trusted_proxies}: addresses or networks, such as {@code 10.0.0.0/8}. */
  public static TrustedProxies read(Section root) {
    return new TrustedProxies(
        root.texts("trusted_proxies", List.of()).stream()
            .flatMap(text -> network(root, text).stream())
            .toList());
  }

  private static Optional<IpSubnetFilterRule> network(Section root, String text) {
    String whole = text.contains("/") ? text : text + (text.contains(":") ? "/128" : "/32");
    try {
      if (text.isBlank()) {
        throw new IllegalArgumentException("an empty text is this machine to Java");
      }
      return Optional.of(new IpSubnetFilterRule(whole, IpFilterRuleType.ACCEPT));
    } catch (RuntimeException e) {
      root.fault(
          "trusted_proxies",
          "has '" + text + "', which is no address and no network such as 10.0.0.0/8");
      return Optional.empty();
    }
  }

  private boolean trusts(InetSocketAddress address) {
    return networks.stream().anyMatch(network -> network.matches(address));
  }

  private boolean proxied(HttpRequest<?> request) {
    return trusts(request.getRemoteAddress());
  }

  /** The address that the request came from: the last one that is no trusted proxy. */
  public String client(HttpRequest<?> request) {
    String nearest = text(request.getRemoteAddress());
    if (!proxied(request)) {
      return nearest;
    }
    List<String> chain =
        request.getHeaders().getAll(FOR).stream()
            .flatMap(header -> Arrays.stream(header.split(",")))
            .map(String::strip)
            .toList();
    for (String hop : chain.reversed()) {
      Optional<InetSocketAddress> address = numeric(hop);
      if (address.isEmpty()) {
        return nearest;
      }
      nearest = text(address.get());
      if (!trusts(address.get())) {
        return nearest;
      }
    }
    return nearest;
  }

  /** Reads an address in numbers; a name would have to be looked up. */
  private static Optional<InetSocketAddress> numeric(String text) {
    byte[] bytes = io.netty.util.NetUtil.createByteArrayFromIpAddressString(text);
    try {
      return bytes == null
          ? Optional.empty()
          : Optional.of(new InetSocketAddress(java.net.InetAddress.getByAddress(bytes), 0));
    } catch (java.net.UnknownHostException e) {
      throw new IllegalStateException("an address of four or sixteen bytes is one", e);
    }
  }

  private static String text(InetSocketAddress address) {
    return address.getAddress().getHostAddress();
  }

  /** Whether the browser speaks TLS, with us or with a trusted proxy. */
  public boolean secure(HttpRequest<?> request) {
    return request.isSecure()
        || (proxied(request)
            && "https".equalsIgnoreCase(request.getHeaders().get("X-Forwarded-Proto")));
  }

  /** Whether a page of another site makes the browser ask. */
  public boolean foreignOrigin(HttpRequest<?> request) {
    String from = request.getHeaders().get(HttpHeaders.ORIGIN);
    return from != null && !from.toLowerCase(Locale.ROOT).equals(origin(request));
  }

  /** The address of this service as the browser sees it, such as {@code https://host:9595}. */
  public String origin(HttpRequest<?> request) {
    @Nullable String host = request.getHeaders().get(HttpHeaders.HOST);
    @Nullable String forwarded =
        proxied(request) ? request.getHeaders().get("X-Forwarded-Host") : null;
    return ((secure(request) ? "https://" : "http://") + (forwarded == null ? host : forwarded))
        .toLowerCase(Locale.ROOT);
  }
}
