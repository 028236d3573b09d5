package io.promansible.portal.operation;

import io.promansible.access.Principal;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** What somebody who helps needs to see, as one file, without secrets. */
@Singleton
final class Bundle {
  private final StatusView status;
  private final CollectorRegistry metrics;

  Bundle(StatusView status, CollectorRegistry metrics) {
    this.status = status;
    this.metrics = metrics;
  }

  byte[] zip(Principal caller) {
    StatusPage page = status.of(caller, List.of());
    StringWriter numbers = new StringWriter();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8)) {
      TextFormat.write004(numbers, metrics.metricFamilySamples());
      add(zip, "checks.txt", checks(page));
      add(zip, "versions.txt", lines(page.versions()));
      add(zip, "promansible.yml", page.configuration());
      add(zip, "metrics.txt", numbers.toString());
    } catch (IOException e) {
      throw new IllegalStateException("memory cannot be written to", e);
    }
    return out.toByteArray();
  }

  private static String checks(StatusPage page) {
    return page.checks().stream()
        .map(check -> "%s: %s %s%n".formatted(check.name(), check.status().word(), check.detail()))
        .collect(Collectors.joining());
  }

  private static String lines(Map<String, String> all) {
    return all.entrySet().stream()
        .map(one -> "%s: %s%n".formatted(one.getKey(), one.getValue()))
        .collect(Collectors.joining());
  }

  private static void add(ZipOutputStream zip, String name, String text) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(text.getBytes(StandardCharsets.UTF_8));
    zip.closeEntry();
  }
}
