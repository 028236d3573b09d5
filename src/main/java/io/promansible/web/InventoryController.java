package io.promansible.web;

import com.fasterxml.jackson.databind.JsonNode;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.exceptions.HttpStatusException;
import io.promansible.access.AccessRole;
import io.promansible.fault.InputFault;
import io.promansible.inventory.LiveInventory;
import io.promansible.inventory.ServedInventory;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/v1/inventory}: to Ansible as a dynamic inventory, to Prometheus as HTTP discovery.
 */
@Controller("/api/v1/inventory")
@Needs(AccessRole.INVENTORY)
final class InventoryController {
  private static final int EXPORTER_PORT = 9100;
  private static final int PORT_MAX = 65_535;

  private final LiveInventory inventory;

  InventoryController(LiveInventory inventory) {
    this.inventory = inventory;
  }

  /** As {@code --list}, with {@code _meta.hostvars}; passwords are masked. */
  @Get(produces = MediaType.APPLICATION_JSON)
  HttpResponse<?> list(HttpRequest<?> request) {
    ServedInventory served = inventory.get().served();
    HttpHeaders headers = request.getHeaders();
    if (served.etag().equals(headers.get(HttpHeaders.IF_NONE_MATCH))) {
      return HttpResponse.notModified().header(HttpHeaders.ETAG, served.etag());
    }
    String accepted = headers.get(HttpHeaders.ACCEPT_ENCODING);
    boolean zipped = accepted != null && accepted.toLowerCase(Locale.ROOT).contains("gzip");
    var response =
        HttpResponse.ok(zipped ? served.compressedList() : served.list())
            .header(HttpHeaders.ETAG, served.etag())
            .header(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING)
            .header(HttpHeaders.CACHE_CONTROL, "no-cache");
    return zipped ? response.header(HttpHeaders.CONTENT_ENCODING, "gzip") : response;
  }

  /** As {@code --host}: the variables of one host. */
  @Get("/hosts/{host}")
  JsonNode host(String host) {
    return inventory
        .get()
        .served()
        .host(host)
        .orElseThrow(() ->
            new HttpStatusException(
                HttpStatus.NOT_FOUND, "no host '" + host + "' in the inventory"));
  }

  /** Prometheus' http_sd_configs. */
  @Get("/targets{?group,port}")
  JsonNode targets(@Nullable String group, @Nullable Integer port) {
    if (port != null && (port < 1 || port > PORT_MAX)) {
      throw new InputFault("port", "must be from 1 to 65535");
    }
    return inventory
        .get()
        .served()
        .targets(Optional.ofNullable(group), port == null ? EXPORTER_PORT : port);
  }
}
