package io.promansible.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A real slapd of Debian's package with the directory of {@code slapd/people.ldif}: people and
 * nested groups, and {@code cn=promansible,ou=services} who may search it.
 */
public final class Slapd implements AutoCloseable {
  /** The password of who may search. */
  public static final String SEARCHER_SECRET = "bind-secret";

  private static final String PROGRAM = "/usr/sbin/slapd";

  private final Path folder;
  private final int plain = Background.freePort();
  private final int tls = Background.freePort();
  private Background process;

  /** Starts one whose data and certificate lie in a folder. */
  public Slapd(Path folder) {
    this.folder = folder;
    try {
      Files.createDirectories(folder.resolve("db"));
      // GnuTLS, which slapd uses, does not read the JDK's keys of EC.
      Certificate.write(folder, "directory", "RSA", 30);
      Files.writeString(folder.resolve("slapd.conf"), configuration());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Programs.run(
        List.of(
            "/usr/sbin/slapadd",
            "-q",
            "-f",
            folder.resolve("slapd.conf").toString(),
            "-l",
            Path.of("src/test/resources/slapd/people.ldif").toAbsolutePath().toString()));
    start();
  }

  private String configuration() {
    return """
    include /etc/ldap/schema/core.schema
    include /etc/ldap/schema/cosine.schema
    include /etc/ldap/schema/inetorgperson.schema
    modulepath /usr/lib/ldap
    moduleload back_mdb
    pidfile %1$s/slapd.pid
    TLSCACertificateFile %1$s/cert.pem
    TLSCertificateFile %1$s/cert.pem
    TLSCertificateKeyFile %1$s/key.pem
    TLSVerifyClient never
    # Nobody sends a password in the clear.
    security simple_bind=128
    database mdb
    maxsize 67108864
    suffix dc=example,dc=org
    directory %1$s/db
    dbnosync
    index objectClass,uid,member eq
    access to attrs=userPassword by anonymous auth by * none
    access to * by dn.exact="cn=promansible,ou=services,dc=example,dc=org" read by anonymous auth by * none
    """
        .formatted(folder);
  }

  /** Starts it again where it was before. */
  public void start() {
    process =
        Background.start(
            folder.resolve("slapd.log"),
            "sh",
            "-c",
            // It makes tables of the size of the limit of open files, which may be a million.
            "ulimit -n 1024; exec %s -d 0 -f %s/slapd.conf -h 'ldap://127.0.0.1:%d ldaps://127.0.0.1:%d'"
                .formatted(PROGRAM, folder, plain, tls));
    Background.awaitPort(plain);
    Background.awaitPort(tls);
  }

  /** Ends it; its people stay. */
  public void stop() {
    process.end();
  }

  /** Where it wants StartTLS. */
  public String plain() {
    return "ldap://127.0.0.1:" + plain;
  }

  /** Where it speaks TLS. */
  public String tls() {
    return "ldaps://127.0.0.1:" + tls;
  }

  /** The certificate to trust. */
  public Path certificate() {
    return folder.resolve("cert.pem");
  }

  @Override
  public void close() {
    stop();
  }
}
