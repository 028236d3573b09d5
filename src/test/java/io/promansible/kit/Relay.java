package io.promansible.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Hands connections on to a service, and cuts them when a test says so. */
public final class Relay implements AutoCloseable {
  private final ServerSocket door;
  private final URI to;
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private volatile boolean cut;
  private volatile boolean hanging;

  /** Hands on to the service at an address. */
  public Relay(URI to) {
    this.to = to;
    try {
      door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    begin(this::accept);
  }

  private static void begin(Runnable work) {
    Thread thread = new Thread(work, "relay");
    thread.setDaemon(true);
    thread.start();
  }

  /** Where it listens. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + door.getLocalPort());
  }

  /** Ends all connections, and takes none until it is mended. */
  public void cut() {
    cut = true;
    open.forEach(Relay::end);
    open.clear();
  }

  /** Hands nothing on any more and ends nothing, as a network that drops packets; for good. */
  public void hang() {
    hanging = true;
  }

  /** Takes connections again, and hands them on; those that hang do so for ever. */
  public void mend() {
    cut = false;
    hanging = false;
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        Socket from = door.accept();
        if (cut) {
          end(from);
          continue;
        }
        if (hanging) {
          open.add(from);
          continue;
        }
        Socket on = new Socket(to.getHost(), to.getPort());
        open.addAll(List.of(from, on));
        begin(() -> copy(from, on));
        begin(() -> copy(on, from));
      } catch (IOException e) {
        // The door is closed, or the service is away.
      }
    }
  }

  private void copy(Socket from, Socket on) {
    byte[] part = new byte[1 << 14];
    boolean lost = false;
    try {
      for (int read = from.getInputStream().read(part);
          read >= 0;
          read = from.getInputStream().read(part)) {
        lost |= hanging;
        if (!lost) {
          on.getOutputStream().write(part, 0, read);
        }
      }
      if (lost) {
        // The other side hears nothing of the end either.
        return;
      }
    } catch (IOException e) {
      // One of the two is over.
    }
    end(from);
    end(on);
  }

  private static void end(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is over anyway.
    }
  }

  @Override
  public void close() {
    cut();
    try {
      door.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
