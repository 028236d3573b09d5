package io.promansible.login;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPURL;
import io.promansible.alertmanager.HttpSettings.Tls;
import io.promansible.settings.Section;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A directory: the key {@code access.ldap}.
 *
 * @param urls {@code ldaps://} or {@code ldap://}; the next one is asked where one does not answer
 * @param startTls whether an {@code ldap://} connection is protected by StartTLS
 * @param bindDn who searches; empty for anonymous searches
 * @param passwordFile of that one, read at each log-in
 * @param users where and how people are found by {@code {username}}
 * @param groups where and how groups are found by {@code {dn}}
 * @param nested whether groups of groups count
 * @param timeout for connecting, and for each answer
 */
public record LdapSettings(
    List<LDAPURL> urls,
    boolean startTls,
    Tls tls,
    Optional<String> bindDn,
    Optional<Path> passwordFile,
    Search users,
    Search groups,
    boolean nested,
    Duration timeout) {
  /**
   * A search.
   *
   * @param base below which DN
   * @param filter with a placeholder
   * @param name the attribute with the name
   */
  public record Search(String base, String filter, String name) {}

  public LdapSettings {
    urls = List.copyOf(urls);
  }

  /** The section; empty when it is left out. */
  public static Optional<LdapSettings> read(Section section) {
    if (section.names().isEmpty()) {
      section.end();
      return Optional.empty();
    }
    List<LDAPURL> urls = urls(section);
    boolean startTls = section.flag("starttls", false);
    checkProtection(section, urls, startTls);
    Optional<String> bindDn = section.text("bind_dn");
    bindDn.filter(dn -> !DN.isValidDN(dn)).ifPresent(dn -> section.fault("bind_dn", "is no DN"));
    Optional<Path> password = section.file("bind_password_file");
    if (bindDn.isPresent() != password.isPresent()) {
      section.fault("bind_dn", "and 'bind_password_file' go together; give both or none");
    }
    section.refuse(
        "bind_password",
        "is not taken from here; put it into a file, and name that in bind_password_file");
    Section groups = section.section("groups");
    boolean nested = groups.flag("nested", true);
    LdapSettings settings =
        new LdapSettings(
            urls,
            startTls,
            Tls.read(section.section("tls")),
            bindDn,
            password,
            search(section.section("users"), "{username}", "(uid={username})", "uid"),
            search(groups, "{dn}", "(member={dn})", "cn"),
            nested,
            section.duration("timeout", Duration.ofSeconds(5), Duration.ofMillis(100)));
    section.end();
    return Optional.of(settings);
  }

  private static List<LDAPURL> urls(Section section) {
    List<String> texts = section.texts("url", List.of());
    if (texts.isEmpty()) {
      section.fault("url", "must be given, such as ldaps://ldap.example.com");
    }
    List<LDAPURL> urls = new ArrayList<>();
    for (String text : texts) {
      try {
        LDAPURL url = new LDAPURL(text);
        if (url.getHost() == null) {
          section.fault("url", "has '" + text + "', which names no host");
        } else {
          urls.add(url);
        }
      } catch (LDAPException e) {
        section.fault("url", "has '" + text + "', which is no address of a directory");
      }
    }
    return urls;
  }

  private static void checkProtection(Section section, List<LDAPURL> urls, boolean startTls) {
    for (LDAPURL url : urls) {
      boolean tls = url.getScheme().equals("ldaps");
      if (tls && startTls) {
        section.fault("starttls", "and ldaps:// are two ways to the same; leave out one of them");
      } else if (!tls
          && !startTls
          && !Objects.requireNonNull(url.getHost()).matches("localhost|127(\\.\\d{1,3}){3}|::1")) {
        section.fault(
            "url", "would send passwords in the clear; write ldaps://, or set starttls: true");
      }
    }
  }

  private static Search search(Section section, String placeholder, String filter, String name) {
    String base = section.required("base");
    if (!base.isEmpty() && !DN.isValidDN(base)) {
      section.fault("base", "is no DN");
    }
    Search search = new Search(base, section.text("filter", filter), section.text("name", name));
    if (!search.filter().contains(placeholder)) {
      section.fault("filter", "must contain " + placeholder);
    }
    try {
      Filter.create(search.filter().replace(placeholder, "x"));
    } catch (LDAPException e) {
      section.fault("filter", "is no filter of LDAP: " + e.getMessage());
    }
    section.end();
    return search;
  }
}
