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
 * Limits how many bytes of notifications are worked on at once. What is too much is answered 503
 * before its body is read, and its sender sends it again.
 */
@ServerFilter({"/api/v1/alerts", "/api/v1/alerts/"})
// After the caller is known: a stranger must not keep others out.
@Order(Ordered.LOWEST_PRECEDENCE)
final class WebhookLimit {
  // Until it is stored a notification takes some ten times its bytes.
  private static final int SHARE_OF_HEAP = 16;

  // Smaller ones may take as much again: large ones that come slowly must not keep them out.
  private static final long LARGE = 1 << 20;

  private final AtomicLong underWay = new AtomicLong();
  private final long bodyMax;
  private final long most;
  private final IntakeMetrics metrics;

  WebhookLimit(Supplier<IntakeSettings> limits, IntakeMetrics metrics) {
    // As at the start, like the limit of the server itself.
    this.bodyMax = limits.get().bodyMax();
    this.most = Math.max(bodyMax, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
    this.metrics = metrics;
  }

  @RequestFilter
  Publisher<MutableHttpResponse<?>> limit(
      HttpRequest<?> request, FilterContinuation<Publisher<MutableHttpResponse<?>>> continuation) {
    // Senders that do not know the length beforehand are rare; the server cuts them at bodyMax.
    long bytes = request.getContentLength() < 0 ? LARGE : request.getContentLength();
    if (request.getMethod() != HttpMethod.POST || bytes > bodyMax) {
      return continuation.proceed();
    }
    take(bytes);
    return Flux.defer(continuation::proceed).doFinally(end -> underWay.addAndGet(-bytes));
  }

  private void take(long bytes) {
    long before;
    do {
      before = underWay.get();
      if (before + bytes > (bytes < LARGE ? 2 * most : most)) {
        metrics.answered(503);
        throw new WorldFault(
            "notifications of %d MB are under way; this one must be sent again later"
                .formatted(before >> 20));
      }
    } while (!underWay.compareAndSet(before, before + bytes));
  }
}
