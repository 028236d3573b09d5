package io.promansible.portal;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.exceptions.HttpStatusException;
import io.promansible.door.Public;
import io.promansible.portal.Assets.Asset;
import org.jspecify.annotations.Nullable;

/** {@code /assets}: styles and scripts. */
@Controller("/assets")
final class AssetsController {
  private static final String FOR_EVER = "public, max-age=31536000, immutable";

  /**
   * One file.
   *
   * @param v its version; only with the right one may a browser keep it for ever
   */
  @Get("/{name}{?v}")
  @Public
  HttpResponse<byte[]> asset(String name, @Nullable String v, HttpRequest<?> request) {
    Asset asset =
        Assets.find(name)
            .orElseThrow(() -> new HttpStatusException(HttpStatus.NOT_FOUND, "no file " + name));
    String tag = "\"" + asset.version() + "\"";
    if (tag.equals(request.getHeaders().get(HttpHeaders.IF_NONE_MATCH))) {
      return HttpResponse.notModified();
    }
    String accepted = request.getHeaders().get(HttpHeaders.ACCEPT_ENCODING);
    boolean zipped = accepted != null && accepted.contains("gzip");
    var response =
        HttpResponse.ok(zipped ? asset.zipped() : asset.plain())
            .contentType(MediaType.of(asset.type()))
            .header(HttpHeaders.ETAG, tag)
            .header(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING)
            .header(
                HttpHeaders.CACHE_CONTROL, asset.version().equals(v) ? FOR_EVER : "max-age=300");
    return zipped ? response.header(HttpHeaders.CONTENT_ENCODING, "gzip") : response;
  }
}
