package io.promansible.api;

import io.micronaut.core.annotation.Order;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.filter.FilterContinuation;
import io.promansible.alert.IntakeSettings;
import io.promansible.fault.WorldFault;
import io.promansible.intake.IntakeMetrics;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/**
 * Limits how many bytes of large notifications are worked on at once. What is too much is answered
 * 503 by its headers alone, before its body is read, and its sender sends it again.
 */
@ServerFilter("/api/v1/alerts")
// After the caller is known: a stranger must not keep others out.
@Order(Ordered.LOWEST_PRECEDENCE)
final class WebhookLimit {
  // Until it is stored a notification takes some ten times its bytes.
  private static final int SHARE_OF_HEAP = 10;

  // Smaller ones are always let in: large ones that come slowly must not keep them out.
  private static final long LARGE = 1 << 20;

  private final AtomicLong underWay = new AtomicLong();
  private final Supplier<IntakeSettings> limits;
  private final IntakeMetrics metrics;

  WebhookLimit(Supplier<IntakeSettings> limits, IntakeMetrics metrics) {
    this.limits = limits;
    this.metrics = metrics;
  }

  @RequestFilter
  Publisher<MutableHttpResponse<?>> limit(
      HttpRequest<?> request, FilterContinuation<Publisher<MutableHttpResponse<?>>> continuation) {
    long bodyMax = limits.get().bodyMax();
    long length = request.getContentLength();
    long bytes = length < 0 ? bodyMax : Math.min(length, bodyMax);
    if (request.getMethod() != HttpMethod.POST || bytes < LARGE) {
      return continuation.proceed();
    }
    long most = Math.max(bodyMax, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
    if (underWay.addAndGet(bytes) > most) {
      underWay.addAndGet(-bytes);
      metrics.answered(503);
      throw new WorldFault(
          "large notifications of %d MB are under way; this one must be sent again later"
              .formatted(underWay.get() >> 20));
    }
    return Flux.from(continuation.proceed()).doFinally(end -> underWay.addAndGet(-bytes));
  }
}
