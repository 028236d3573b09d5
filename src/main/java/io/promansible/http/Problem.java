package io.promansible.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.promansible.fault.Finding;
import java.util.List;

/** An error in the form of RFC 9457. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(String type, String title, int status, String detail, List<Place> errors) {
  /** One place in the request that is wrong. */
  record Place(String pointer, String detail) {}

  static final MediaType MEDIA_TYPE = MediaType.of("application/problem+json");

  public static MutableHttpResponse<Problem> of(HttpStatus status, String detail) {
    return of(status, detail, List.of());
  }

  public static MutableHttpResponse<Problem> of(
      HttpStatus status, String detail, List<Finding> findings) {
    List<Place> errors = findings.stream().map(f -> new Place(f.where(), f.what())).toList();
    Problem problem =
        new Problem("about:blank", status.getReason(), status.getCode(), detail, errors);
    return HttpResponse.<Problem>status(status).contentType(MEDIA_TYPE).body(problem);
  }
}
