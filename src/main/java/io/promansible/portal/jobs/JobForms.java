package io.promansible.portal.jobs;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.promansible.access.Principal;
import io.promansible.door.Csrf;
import io.promansible.fault.Conflict;
import io.promansible.fault.Forbidden;
import io.promansible.fault.InputFault;
import io.promansible.portal.Notice;
import io.promansible.portal.Pages;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The frame of all that is sent by the forms of jobs. */
@Singleton
final class JobForms {
  private final JobViews views;
  private final Pages pages;

  JobForms(JobViews views, Pages pages) {
    this.views = views;
    this.pages = pages;
  }

  /** Does a deed; what is wrong with it is shown on the page of jobs. */
  HttpResponse<?> told(
      Map<String, String> fields,
      Principal caller,
      HttpRequest<?> request,
      Supplier<HttpResponse<?>> deed) {
    Csrf.require(request, fields);
    try {
      return deed.get();
    } catch (InputFault e) {
      return refused(caller, request, e.texts());
    } catch (Conflict | Forbidden e) {
      return refused(caller, request, List.of(String.valueOf(e.getMessage())));
    }
  }

  private HttpResponse<?> refused(Principal caller, HttpRequest<?> request, List<String> faults) {
    return pages.show(
        HttpStatus.UNPROCESSABLE_ENTITY,
        "jobs/list",
        caller,
        request,
        views.all(caller, null, faults),
        Notice.NONE);
  }

  static String text(Map<String, String> fields, String name) {
    return fields.getOrDefault(name, "").strip();
  }

  static long number(Map<String, String> fields, String name) {
    String text = text(fields, name);
    if (!text.matches("\\d{1,18}")) {
      throw new InputFault(name, "is missing");
    }
    return Long.parseLong(text);
  }
}
