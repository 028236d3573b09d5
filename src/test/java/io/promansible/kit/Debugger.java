package io.promansible.kit;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.Location;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.IllegalConnectorArgumentsException;
import com.sun.jdi.connect.ListeningConnector;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.ClassPrepareEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.request.BreakpointRequest;
import com.sun.jdi.request.ClassPrepareRequest;
import com.sun.jdi.request.EventRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Holds a JVM at the first line of a method, so that it can be killed just there: the code under
 * test needs no places made for it.
 */
public final class Debugger implements AutoCloseable {
  private final ListeningConnector connector;
  private final Map<String, Connector.Argument> arguments;
  private final String type;
  private final String method;
  private final CompletableFuture<Boolean> reached = new CompletableFuture<>();
  private volatile boolean armed;
  private volatile EventSet held;

  /** Waits for the JVM that is started with {@link #option}. */
  public Debugger(String type, String method) {
    this.type = type;
    this.method = method;
    this.connector =
        Bootstrap.virtualMachineManager().listeningConnectors().stream()
            .filter(c -> c.name().equals("com.sun.jdi.SocketListen"))
            .findFirst()
            .orElseThrow();
    this.arguments = connector.defaultArguments();
    arguments.get("localAddress").setValue("127.0.0.1");
    arguments.get("port").setValue("0");
    try {
      String address = connector.startListening(arguments);
      arguments.get("port").setValue(address.substring(address.lastIndexOf(':') + 1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (IllegalConnectorArgumentsException e) {
      throw new IllegalStateException(e);
    }
    Thread.ofPlatform().daemon().name("debugger").start(this::follow);
  }

  /** The option with which the JVM comes to us. */
  public List<String> option() {
    return List.of(
        "-agentlib:jdwp=transport=dt_socket,server=n,suspend=y,address=127.0.0.1:"
            + arguments.get("port").value());
  }

  /** From now on it is held when it comes to the method; before it went through. */
  public void arm() {
    armed = true;
  }

  /** Returns when it is held there. */
  public void awaitReached() {
    Waiting.until(type + "." + method + " to be reached", reached::isDone);
    if (!reached.join()) {
      throw new AssertionError("the JVM ended before it came to " + type + "." + method);
    }
  }

  /** Lets it go on; it is not held again. */
  public void release() {
    armed = false;
    EventSet events = held;
    if (events != null) {
      events.resume();
    }
  }

  private void follow() {
    try {
      VirtualMachine machine = connector.accept(arguments);
      ClassPrepareRequest prepared = machine.eventRequestManager().createClassPrepareRequest();
      prepared.addClassFilter(type);
      prepared.setSuspendPolicy(EventRequest.SUSPEND_ALL);
      prepared.enable();
      machine.classesByName(type).forEach(this::stopAt);
      while (true) {
        EventSet events = machine.eventQueue().remove();
        boolean stop = false;
        for (Event event : events) {
          if (event instanceof ClassPrepareEvent ready) {
            stopAt(ready.referenceType());
          } else if (event instanceof BreakpointEvent && armed) {
            stop = true;
          }
        }
        if (stop) {
          held = events;
          reached.complete(true);
        } else {
          events.resume();
        }
      }
    } catch (VMDisconnectedException | InterruptedException | IOException e) {
      reached.complete(false);
    } catch (IllegalConnectorArgumentsException e) {
      reached.completeExceptionally(e);
    }
  }

  private void stopAt(ReferenceType found) {
    List<Location> places =
        found.methodsByName(method).stream().map(m -> m.location()).filter(l -> l != null).toList();
    if (places.isEmpty()) {
      reached.completeExceptionally(new AssertionError(type + " has no method " + method));
    }
    for (Location place : places) {
      BreakpointRequest request =
          found.virtualMachine().eventRequestManager().createBreakpointRequest(place);
      request.setSuspendPolicy(EventRequest.SUSPEND_ALL);
      request.enable();
    }
  }

  @Override
  public void close() {
    try {
      connector.stopListening(arguments);
    } catch (IOException | IllegalConnectorArgumentsException e) {
      throw new IllegalStateException(e);
    }
  }
}
