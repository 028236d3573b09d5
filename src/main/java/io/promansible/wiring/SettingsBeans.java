package io.promansible.wiring;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.transaction.TransactionOperations;
import io.promansible.access.AccessSettings;
import io.promansible.alert.AlertSources;
import io.promansible.alert.IntakeSettings;
import io.promansible.alertmanager.AlertmanagerSettings;
import io.promansible.alertmanager.PrometheusSettings;
import io.promansible.ansible.AnsibleSettings;
import io.promansible.audit.AuditSettings;
import io.promansible.catalog.FileHandlers;
import io.promansible.catalog.HandlerCatalog;
import io.promansible.catalog.HandlerRepository;
import io.promansible.catalog.ModeRepository;
import io.promansible.config.CurrentConfiguration;
import io.promansible.database.Database;
import io.promansible.disk.DataFolder;
import io.promansible.door.TrustedProxies;
import io.promansible.freeze.FreezeWindows;
import io.promansible.handler.Handlers;
import io.promansible.handler.RoleCheck;
import io.promansible.identity.IdentitySettings;
import io.promansible.inventory.InventorySettings;
import io.promansible.login.ldap.LdapDirectory;
import io.promansible.login.oidc.OidcLogin;
import io.promansible.node.NodeIdentity;
import io.promansible.node.NodeRepository;
import io.promansible.node.NodeSettings;
import io.promansible.notice.ExternalUrl;
import io.promansible.playbook.Kind;
import io.promansible.playbook.RoleCatalog;
import io.promansible.project.ProjectSettings;
import io.promansible.project.Projects;
import io.promansible.routine.Routines;
import io.promansible.run.RunSettings;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;

/**
 * The settings of each room as a supplier of what is in force: a reload changes what it gives, and
 * nobody needs to know the whole configuration.
 */
@Factory
final class SettingsBeans {
  private final CurrentConfiguration configuration;

  SettingsBeans(CurrentConfiguration configuration) {
    this.configuration = configuration;
  }

  @Singleton
  Supplier<AnsibleSettings> ansible() {
    return () -> configuration.get().ansible();
  }

  @Singleton
  Supplier<InventorySettings> inventory() {
    return () -> configuration.get().inventory();
  }

  @Singleton
  Supplier<AlertmanagerSettings> alertmanager() {
    return () -> configuration.get().alertmanager();
  }

  @Singleton
  Supplier<PrometheusSettings> prometheus() {
    return () -> configuration.get().prometheus();
  }

  @Singleton
  Supplier<AccessSettings> access() {
    return () -> configuration.get().access();
  }

  @Singleton
  Supplier<IdentitySettings> identity() {
    return () -> configuration.get().login().sessions();
  }

  @Singleton
  OidcLogin oidc(Clock clock) {
    return new OidcLogin(() -> configuration.get().login().oidc(), clock);
  }

  @Singleton
  LdapDirectory ldap() {
    return new LdapDirectory(() -> configuration.get().login().ldap());
  }

  @Singleton
  Supplier<TrustedProxies> proxies() {
    return () -> configuration.get().proxies();
  }

  @Singleton
  Supplier<AuditSettings> audit() {
    return () -> configuration.get().audit();
  }

  @Singleton
  Supplier<IntakeSettings> intake() {
    return () -> configuration.get().intake();
  }

  @Singleton
  Supplier<AlertSources> sources() {
    return () -> configuration.get().sources();
  }

  @Singleton
  Supplier<RunSettings> runs() {
    return () -> configuration.get().runs();
  }

  @Singleton
  HandlerCatalog handlerCatalog(
      HandlerRepository stored, ModeRepository modes, RoleCatalog catalog) {
    return new HandlerCatalog(
        () ->
            new FileHandlers(
                configuration.get().handlers(),
                configuration.get().hostFrom(),
                configuration.get().runs().timeout()),
        stored,
        modes,
        new RoleCheck(catalog, Kind.ALERT));
  }

  @Singleton
  Supplier<Handlers> handlers(HandlerCatalog catalog) {
    return catalog::handlers;
  }

  @Singleton
  Supplier<Routines> routines() {
    return () -> configuration.get().routines();
  }

  @Singleton
  Supplier<FreezeWindows> freezeWindows() {
    return () -> new FreezeWindows(configuration.get().freeze());
  }

  @Singleton
  ExternalUrl externalUrl() {
    return () -> configuration.get().externalUrl().toString();
  }

  // What follows changes at the next start only.

  @Singleton
  DataFolder data() {
    return new DataFolder(configuration.get().data());
  }

  @Singleton
  Database database() {
    return configuration.get().database();
  }

  @Singleton
  RoleCatalog catalog(Projects projects) {
    return new RoleCatalog(configuration.get().playbooks(), projects);
  }

  @Singleton
  Supplier<List<ProjectSettings>> projectSettings() {
    return () -> configuration.get().projects();
  }

  @Singleton
  Projects projects(Supplier<AnsibleSettings> ansible, Clock clock) {
    return new Projects(
        () -> configuration.get().projects(),
        configuration.get().data(),
        ansible.get().program("ansible-galaxy"),
        clock);
  }

  @Singleton
  RoleCheck roleCheck(RoleCatalog catalog) {
    return new RoleCheck(catalog, Kind.ROUTINE);
  }

  @Singleton
  NodeSettings nodeSettings() {
    return configuration.get().node();
  }

  @Singleton
  @Bean(preDestroy = "close")
  NodeIdentity node(
      NodeRepository nodes,
      TransactionOperations<Connection> transactions,
      DataFolder data,
      NodeSettings settings) {
    return new NodeIdentity(nodes, transactions, data, settings);
  }
}
