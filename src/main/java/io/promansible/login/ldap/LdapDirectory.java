package io.promansible.login.ldap;

import com.unboundid.ldap.sdk.BindRequest;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.LDAPURL;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import com.unboundid.ldap.sdk.extensions.StartTLSExtendedRequest;
import com.unboundid.util.ssl.HostNameSSLSocketVerifier;
import io.promansible.access.LoginProvider;
import io.promansible.fault.WorldFault;
import io.promansible.login.Directory;
import io.promansible.login.Identity;
import io.promansible.login.LdapSettings;
import io.promansible.login.LdapSettings.Search;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Asks a directory: finds the person, binds as the person, and finds the groups. */
public final class LdapDirectory implements Directory {
  private static final int GROUPS_MAX = 1000;

  // What directories answer to a wrong password, and to one that may not be used any more.
  private static final Set<ResultCode> WRONG =
      Set.of(
          ResultCode.INVALID_CREDENTIALS,
          ResultCode.UNWILLING_TO_PERFORM,
          ResultCode.CONSTRAINT_VIOLATION,
          ResultCode.INAPPROPRIATE_AUTHENTICATION,
          ResultCode.NO_SUCH_OBJECT);

  private final Supplier<Optional<LdapSettings>> settings;

  /** Asks the directory of the settings in force, if they name one. */
  public LdapDirectory(Supplier<Optional<LdapSettings>> settings) {
    this.settings = settings;
  }

  @Override
  public boolean configured() {
    return settings.get().isPresent();
  }

  @Override
  public Answer check(String name, String password) {
    LdapSettings of = settings.get().orElseThrow();
    try (LDAPConnection searching = connect(of)) {
      searching.bind(searcher(of));
      Optional<SearchResultEntry> person = person(searching, of, name);
      // Somebody who is not there is bound, too, so that it takes as long.
      String dn = person.map(SearchResultEntry::getDN).orElse("cn=nobody," + of.users().base());
      if (!binds(of, dn, password) || person.isEmpty()) {
        return new Answer.Unknown();
      }
      return new Answer.Known(
          new Identity(
              LoginProvider.LDAP,
              Optional.ofNullable(person.get().getAttributeValue(of.users().name())).orElse(name),
              subject(person.get()),
              groups(searching, of, person.get().getDN()),
              ""));
    } catch (LDAPException | IOException | WorldFault e) {
      return new Answer.Away(said(e));
    }
  }

  private static String said(Exception e) {
    return e instanceof LDAPException ldap
        ? ldap.getResultCode().getName() + ": " + ldap.getMessage()
        : String.valueOf(e.getMessage());
  }

  /**
   * The directory's own id of the entry (RFC 4530, or Active Directory's), which no other entry
   * gets. Where there is none, the DN: whoever gets that one later is taken for the same person.
   */
  private static String subject(SearchResultEntry person) throws LDAPException {
    String id = person.getAttributeValue("entryUUID");
    byte[] guid = person.getAttributeValueBytes("objectGUID");
    return id != null
        ? id
        : guid != null ? HexFormat.of().formatHex(guid) : person.getParsedDN().toNormalizedString();
  }

  private static LDAPConnection connect(LdapSettings of) throws LDAPException {
    LDAPException last = null;
    for (LDAPURL url : of.urls()) {
      try {
        return connect(of, url);
      } catch (LDAPException e) {
        last = e;
      }
    }
    throw last == null
        ? new LDAPException(ResultCode.CONNECT_ERROR, "no address is configured")
        : last;
  }

  private static LDAPConnection connect(LdapSettings of, LDAPURL url) throws LDAPException {
    LDAPConnectionOptions options = new LDAPConnectionOptions();
    int timeout = Math.toIntExact(of.timeout().toMillis());
    options.setConnectTimeoutMillis(timeout);
    options.setResponseTimeoutMillis(timeout);
    options.setFollowReferrals(false);
    options.setSSLSocketVerifier(new HostNameSSLSocketVerifier(true));
    SSLContext tls = of.tls().context();
    String host = Objects.requireNonNull(url.getHost());
    boolean ldaps = url.getScheme().equals("ldaps");
    LDAPConnection connection =
        ldaps
            ? new LDAPConnection(tls.getSocketFactory(), options, host, url.getPort())
            : new LDAPConnection(options, host, url.getPort());
    if (of.startTls()) {
      try {
        var answer = connection.processExtendedOperation(new StartTLSExtendedRequest(tls));
        if (!ResultCode.SUCCESS.equals(answer.getResultCode())) {
          throw new LDAPException(answer);
        }
      } catch (LDAPException e) {
        connection.close();
        throw e;
      }
    }
    return connection;
  }

  private static BindRequest searcher(LdapSettings of) throws IOException {
    return of.bindDn().isEmpty()
        ? new SimpleBindRequest()
        : new SimpleBindRequest(
            of.bindDn().get(), Files.readString(of.passwordFile().orElseThrow()).strip());
  }

  private static Optional<SearchResultEntry> person(
      LDAPConnection searching, LdapSettings of, String name) throws LDAPException {
    List<SearchResultEntry> found =
        search(
            searching,
            of.users(),
            "{username}",
            name,
            2,
            of.users().name(),
            "entryUUID",
            "objectGUID");
    // Two that match are nobody: who is meant cannot be told.
    return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
  }

  private static List<SearchResultEntry> search(
      LDAPConnection searching,
      Search search,
      String placeholder,
      String value,
      int most,
      String... attributes)
      throws LDAPException {
    String filter = search.filter().replace(placeholder, Filter.encodeValue(value));
    SearchRequest request = new SearchRequest(search.base(), SearchScope.SUB, filter, attributes);
    request.setSizeLimit(most);
    try {
      return entries(searching.search(request).getSearchEntries());
    } catch (LDAPSearchException e) {
      if (ResultCode.SIZE_LIMIT_EXCEEDED.equals(e.getResultCode())) {
        return entries(e.getSearchEntries());
      }
      throw e;
    }
  }

  private static List<SearchResultEntry> entries(@Nullable List<SearchResultEntry> found) {
    return found == null ? List.of() : found;
  }

  /** Whether the directory takes the password; on a connection of its own. */
  private static boolean binds(LdapSettings of, String dn, String password) throws LDAPException {
    try (LDAPConnection own = connect(of)) {
      own.bind(new SimpleBindRequest(dn, password));
      return true;
    } catch (LDAPException e) {
      if (WRONG.contains(e.getResultCode())) {
        return false;
      }
      throw e;
    }
  }

  /** The names of the groups of an entry, and of the groups that these are in. */
  private static List<String> groups(LDAPConnection searching, LdapSettings of, String dn)
      throws LDAPException {
    Set<String> names = new TreeSet<>();
    Set<String> seen = new HashSet<>(Set.of(dn));
    Deque<String> asked = new ArrayDeque<>(List.of(dn));
    while (!asked.isEmpty() && seen.size() <= GROUPS_MAX) {
      for (SearchResultEntry group :
          search(searching, of.groups(), "{dn}", asked.pop(), GROUPS_MAX, of.groups().name())) {
        Optional.ofNullable(group.getAttributeValue(of.groups().name())).ifPresent(names::add);
        if (of.nested() && seen.add(group.getDN())) {
          asked.add(group.getDN());
        }
      }
    }
    return List.copyOf(names);
  }

  /** What is wrong with the directory now; empty when it can be searched, or none is configured. */
  public Optional<String> trouble() {
    Optional<LdapSettings> of = settings.get();
    if (of.isEmpty()) {
      return Optional.empty();
    }
    try (LDAPConnection searching = connect(of.get())) {
      searching.bind(searcher(of.get()));
      person(searching, of.get(), "nobody");
      search(searching, of.get().groups(), "{dn}", "cn=nobody", 1, of.get().groups().name());
      return Optional.empty();
    } catch (LDAPException | IOException | WorldFault e) {
      return Optional.of(said(e));
    }
  }
}
