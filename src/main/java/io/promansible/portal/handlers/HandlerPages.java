package io.promansible.portal.handlers;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.promansible.access.AccessRole;
import io.promansible.access.Principal;
import io.promansible.database.TimeIds;
import io.promansible.door.Csrf;
import io.promansible.door.PageRoute;
import io.promansible.door.RequiresRole;
import io.promansible.fault.InputFault;
import io.promansible.handler.Mode;
import io.promansible.http.Parameters;
import io.promansible.http.RequestThreads;
import io.promansible.intake.HandlerChanges;
import io.promansible.portal.Link;
import io.promansible.portal.Notice;
import io.promansible.portal.Pages;
import io.promansible.scope.VisibleHandlers;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /handlers}: the list, one with its mode switch, and the form that makes one. */
@Controller("/handlers")
@PageRoute
@ExecuteOn(RequestThreads.REQUESTS)
@RequiresRole(AccessRole.VIEWER)
final class HandlerPages {
  private final HandlerViews views;
  private final HandlerForm form;
  private final HandlerChanges changes;
  private final VisibleHandlers visible;
  private final Pages pages;

  HandlerPages(
      HandlerViews views,
      HandlerForm form,
      HandlerChanges changes,
      VisibleHandlers visible,
      Pages pages) {
    this.views = views;
    this.form = form;
    this.changes = changes;
    this.visible = visible;
    this.pages = pages;
  }

  @Get
  HttpResponse<?> list(Principal caller, HttpRequest<?> request) {
    return pages.show("handlers/list", caller, request, views.all(caller));
  }

  /**
   * The form for a new handler, or for one of the database.
   *
   * @param alert an alert that it is to answer
   * @param alertname the name of alerts that it is to answer
   * @param roles names with commas between them
   * @param name a handler to be changed
   */
  @Get("/new{?alert,alertname,roles,name}")
  @RequiresRole(AccessRole.ADMIN)
  HttpResponse<?> edit(
      @Nullable String alert,
      @Nullable String alertname,
      @Nullable String roles,
      @Nullable String name,
      Principal caller,
      HttpRequest<?> request) {
    return pages.show(
        "handlers/edit",
        caller,
        request,
        name != null
            ? form.ofStored(name)
            : alert != null
                ? form.ofAlert(caller, TimeIds.parse("alert", alert))
                : form.ofName(
                    alertname == null ? "NameOfTheAlert" : alertname, HandlerForm.names(roles)));
  }

  /** Tries or saves what was filled in. */
  @Post("/new")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @RequiresRole(AccessRole.ADMIN)
  HttpResponse<?> save(@Body Map<String, String> fields, Principal caller, HttpRequest<?> request) {
    Csrf.require(request, fields);
    String name = fields.getOrDefault("name", "").strip();
    String spec = fields.getOrDefault("spec", "");
    HandlerEdit tried = form.tried(name, spec, fields.getOrDefault("labels", ""));
    if (!tried.faults().isEmpty() || !"save".equals(fields.get("do"))) {
      return pages.show(
          tried.faults().isEmpty() ? HttpStatus.OK : HttpStatus.UNPROCESSABLE_ENTITY,
          "handlers/edit",
          caller,
          request,
          tried,
          Notice.NONE);
    }
    try {
      boolean made = form.save(name, spec, caller);
      return pages.on(
          request,
          "/handlers/" + Link.encoded(name),
          Notice.done(made ? "It is made, and in force." : "It is changed, and in force."));
    } catch (InputFault e) {
      return pages.show(
          HttpStatus.UNPROCESSABLE_ENTITY,
          "handlers/edit",
          caller,
          request,
          new HandlerEdit(
              name,
              tried.fresh(),
              spec,
              HandlerForm.faults(e),
              tried.roles(),
              null,
              tried.labels(),
              List.of()),
          Notice.NONE);
    }
  }

  @Get("/{name}")
  HttpResponse<?> one(String name, Principal caller, HttpRequest<?> request) {
    return pages.show("handlers/one", caller, request, views.one(caller, name));
  }

  /** Switches the mode. */
  @Post("/{name}/mode")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @RequiresRole(AccessRole.OPERATOR)
  HttpResponse<?> mode(
      String name, @Body Map<String, String> fields, Principal caller, HttpRequest<?> request) {
    Csrf.require(request, fields);
    String here = "/handlers/" + Link.encoded(name);
    try {
      Mode mode = Parameters.required("mode", fields.get("mode"), Mode.class);
      changes.look();
      visible.requireSwitchable(caller, name, mode);
      changes.mode(name, mode, caller.name(), fields.getOrDefault("reason", "").strip());
      return pages.on(request, here, Notice.done(words(mode)));
    } catch (InputFault e) {
      return pages.on(request, here, Notice.fault(String.valueOf(e.getMessage())));
    }
  }

  private static String words(Mode mode) {
    return switch (mode) {
      case OBSERVE -> "It only observes now: it tells what it would do.";
      case APPROVE -> "It asks a person from now on, before it acts.";
      case AUTO -> "It acts by itself from now on. What fires is decided about anew.";
    };
  }

  /** Removes a handler of the database. */
  @Post("/{name}/remove")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @RequiresRole(AccessRole.ADMIN)
  HttpResponse<?> remove(
      String name, @Body Map<String, String> fields, Principal caller, HttpRequest<?> request) {
    Csrf.require(request, fields);
    try {
      changes.delete(name, caller.name());
      return pages.on(request, "/handlers", Notice.done(name + " is removed."));
    } catch (InputFault e) {
      return pages.on(
          request,
          "/handlers/" + Link.encoded(name),
          Notice.fault(String.join("; ", List.of(String.valueOf(e.getMessage())))));
    }
  }
}
