package io.promansible.wiring;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where other machines find this service, if the configuration does not say. */
final class OwnAddress {
  private static final Logger LOG = LoggerFactory.getLogger(OwnAddress.class);

  private OwnAddress() {}

  /** The same address for other machines, where the service listens on all of its own. */
  static URI reachable(URI own) {
    try {
      InetAddress host = InetAddress.getByName(own.getHost().replaceAll("[\\[\\]]", ""));
      return host.isAnyLocalAddress()
          ? URI.create(
              "%s://%s:%d"
                  .formatted(
                      own.getScheme(), InetAddress.getLocalHost().getHostName(), own.getPort()))
          : own;
    } catch (UnknownHostException e) {
      LOG.warn("this machine does not know its own name; set cluster.advertise", e);
      return own;
    }
  }
}
