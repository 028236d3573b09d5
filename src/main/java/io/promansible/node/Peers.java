package io.promansible.node;

import io.promansible.fault.NoAnswer;
import io.promansible.fault.WorldFault;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Asks other nodes for what only they have, and knows them when they ask. Each start makes a key
 * pair; the public key lies in the table of nodes, so whoever can only read the database can
 * pretend nothing.
 */
@Singleton
public final class Peers {
  /** The header by which a node shows who it is. */
  public static final String HEADER = "X-Promansible-Node";

  private static final String ALGORITHM = "Ed25519";
  private static final Duration CONNECT = Duration.ofSeconds(1);
  private static final Duration ANSWER = Duration.ofSeconds(3);
  private static final Duration VALID = Duration.ofSeconds(30);

  private static final long AGAIN = Duration.ofSeconds(5).toNanos();

  private final Map<String, Long> silent = new ConcurrentHashMap<>();
  private final NodeRepository rows;
  private final NodeIdentity node;
  private final Clock clock;
  private final KeyPair keys;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECT).build();

  Peers(NodeRepository rows, NodeIdentity node, Clock clock) {
    this.rows = rows;
    this.node = node;
    this.clock = clock;
    try {
      this.keys = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
  }

  /**
   * Tells the other nodes where and as whom this one can be asked.
   *
   * @param listens where it listens; used where {@code cluster.advertise} says nothing
   */
  public void introduce(URI listens) {
    String key = Base64.getEncoder().encodeToString(keys.getPublic().getEncoded());
    node.introduce(node.settings().advertise().orElse(listens).toString(), key);
  }

  /**
   * Asks a node; empty when it has nothing there.
   *
   * @param path from the root of its address
   * @throws WorldFault when the node does not answer
   */
  public Optional<String> ask(String name, String path) {
    String address = rows.find(name).map(Node::advertise).orElse(null);
    Long asked = silent.get(name);
    if (asked != null && System.nanoTime() - asked < AGAIN) {
      throw new WorldFault("node " + name + " did not answer a moment ago");
    }
    if (address == null) {
      throw new WorldFault("node " + name + " does not say where it can be asked");
    }
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(address.replaceFirst("/+$", "") + path))
              .timeout(ANSWER)
              .header(HEADER, signed(name, path))
              .build();
      // The time limit of a request ends with the headers; this one is for all of the answer.
      HttpResponse<String> answer =
          client
              .sendAsync(request, HttpResponse.BodyHandlers.ofString())
              .get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
      if (answer.statusCode() == 404) {
        return Optional.empty();
      }
      if (answer.statusCode() != 200) {
        throw new WorldFault(
            "node %s answers %d at %s; does that address lead to it (cluster.advertise)?"
                .formatted(name, answer.statusCode(), address));
      }
      return Optional.of(answer.body());
    } catch (ExecutionException | TimeoutException e) {
      silent.put(name, System.nanoTime());
      throw new WorldFault(
          "node %s does not answer at %s: %s".formatted(name, address, NoAnswer.why(e)), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WorldFault("the service is stopping", e);
    }
  }

  private String signed(String name, String path) {
    long until = clock.instant().plus(VALID).getEpochSecond();
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initSign(keys.getPrivate());
      signature.update(text(node.name(), name, until, path));
      return "%d %s %s"
          .formatted(until, Base64.getEncoder().encodeToString(signature.sign()), node.name());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("what we made ourselves cannot sign", e);
    }
  }

  /**
   * Whether a node of this database asks this one for a path, within half a minute.
   *
   * @param header the value of {@link #HEADER}
   */
  public boolean knows(@Nullable String header, String path) {
    String[] parts = header == null ? new String[0] : header.split(" ", 3);
    if (parts.length != 3 || !parts[0].matches("[0-9]{1,12}")) {
      return false;
    }
    long until = Long.parseLong(parts[0]);
    Instant now = clock.instant();
    if (until < now.getEpochSecond() || until > now.plus(VALID.multipliedBy(2)).getEpochSecond()) {
      return false;
    }
    Optional<String> key = rows.find(parts[2]).map(Node::publicKey);
    return key.isPresent() && proves(key.get(), parts[1], text(parts[2], node.name(), until, path));
  }

  private static boolean proves(String key, String signed, byte[] text) {
    try {
      PublicKey known =
          KeyFactory.getInstance(ALGORITHM)
              .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(key)));
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initVerify(known);
      signature.update(text);
      return signature.verify(Base64.getDecoder().decode(signed));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false;
    }
  }

  private static byte[] text(String from, String to, long until, String path) {
    return (from + "\n" + to + "\n" + until + "\n" + path).getBytes(StandardCharsets.UTF_8);
  }
}
