package dev.crest.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.crest.ca.profile.ShippedProfiles;
import dev.crest.ca.profile.ShippedTemplate;
import dev.crest.server.audit.AuditEvent;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.Templates.TemplateRecord;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Certificate templates: shipped ones and those of accounts. */
@ParameterizedClass
@EnumSource(RealDatabase.class)
class TemplateCatalogTest {
  @TempDir Path folder;
  private final RealDatabase database;
  private StoreSettings settings;
  private Store store;
  private Domain domain;
  private Templates templates;
  private Reach reach;

  TemplateCatalogTest(RealDatabase database) {
    this.database = database;
  }

  @BeforeEach
  void open() {
    settings = database.fresh(folder);
    store = Store.open(settings, InstantSource.system());
    domain = Domain.in(store);
    templates = store.catalog().templates();
    reach = Reach.account(domain.accountId);
    templates.ship();
  }

  @AfterEach
  void close() {
    store.close();
  }

  private TemplateRecord made(String name) {
    return templates.create(
        Domain.ADMIN, reach, new Templates.Draft(name, "d", ShippedProfiles.server()));
  }

  @Test
  @DisplayName("the shipped templates are there once, with stable ids, for every account")
  void shipped() {
    var before = domain.events(store);
    templates.ship();
    assertThat(domain.events(store)).isEqualTo(before);
    assertThat(before)
        .filteredOn(event -> event.action().equals("certificate-template.create"))
        .filteredOn(event -> event.actor().equals("system"))
        .hasSameSizeAs(ShippedTemplate.values());

    for (var account : new Domain[] {domain, Domain.named(store, "Other")}) {
      var list =
          templates.list(
              Reach.account(account.accountId), ListQuery.first().with("shipped", "true"));
      assertThat(list.items())
          .extracting(TemplateRecord::id)
          .containsExactlyInAnyOrderElementsOf(
              Arrays.stream(ShippedTemplate.values()).map(ShippedTemplate::id).toList());
    }
    var server = templates.find(reach, "server").orElseThrow();
    assertThat(server.id()).isEqualTo(ShippedTemplate.SERVER.id());
    assertThat(server.content()).isEqualTo(ShippedProfiles.server());
    assertThat(server.shipped()).isTrue();
  }

  @Test
  @DisplayName("what came to be of a shipped template otherwise is brought up to date")
  void broughtUpToDate() throws SQLException {
    edit("update certificate_template set name = 'Old', enabled = 0 where shipped_key = 'user'");
    templates.ship();
    var user = templates.find(reach, "user").orElseThrow();
    assertThat(user.name()).isEqualTo(ShippedTemplate.USER.title());
    assertThat(user.enabled()).isTrue();
    assertThat(user.version()).isEqualTo(2);
  }

  private void edit(String sql) throws SQLException {
    try (var connection =
            DriverManager.getConnection(settings.url(), settings.user().orElse(""), "");
        var statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  @Test
  @DisplayName("nobody changes a shipped template, and no one of a few divisions any")
  void forbidden() {
    var draft = new Templates.Draft("x", "", ShippedProfiles.user());
    var own = made("Own").id();
    var limited = Reach.divisions(domain.accountId, Set.of(domain.divisionId));
    var any = OptionalLong.empty();
    for (var id : new String[] {"user", ShippedTemplate.USER.id()}) {
      forbidden(() -> templates.update(Domain.ADMIN, reach, id, any, draft));
      forbidden(() -> templates.delete(Domain.ADMIN, reach, id, any));
      forbidden(() -> templates.setEnabled(Domain.ADMIN, reach, id, any, false));
    }
    forbidden(() -> templates.create(Domain.ADMIN, limited, draft));
    forbidden(() -> templates.update(Domain.ADMIN, limited, own, any, draft));
    forbidden(() -> templates.delete(Domain.ADMIN, limited, own, any));
    assertThat(templates.find(limited, own)).isPresent();

    var other = Reach.account(Domain.named(store, "Other").accountId);
    assertThat(templates.find(other, own)).isEmpty();
    Refusals.refused(Kind.NOT_FOUND, () -> templates.update(Domain.ADMIN, other, own, any, draft));
    Refusals.refused(Kind.NOT_FOUND, () -> templates.delete(Domain.ADMIN, other, own, any));
  }

  private static void forbidden(ThrowingCallable call) {
    Refusals.refused(Kind.FORBIDDEN, call);
  }

  @Test
  @DisplayName("a template is made, changed from its version on, and every fault is named")
  void changed() {
    var own = made("Own");
    assertThat(own.version()).isEqualTo(1);
    assertThat(own.accountId()).contains(domain.accountId);
    assertThat(own.key()).isEmpty();

    var draft = new Templates.Draft("Newer", "e", ShippedProfiles.user());
    var newer = templates.update(Domain.ADMIN, reach, own.id(), OptionalLong.of(1), draft);
    assertThat(newer.version()).isEqualTo(2);
    assertThat(newer.name()).isEqualTo("Newer");
    assertThat(newer.content()).isEqualTo(ShippedProfiles.user());
    assertThat(templates.find(reach, own.id())).contains(newer);
    Refusals.refused(
        Kind.CONFLICT,
        () -> templates.update(Domain.ADMIN, reach, own.id(), OptionalLong.of(1), draft),
        "version");
    Refusals.refused(Kind.CONFLICT, () -> made("Newer"), "name");
    Refusals.refused(
        Kind.INVALID,
        () ->
            templates.create(
                Domain.ADMIN, reach, new Templates.Draft(" ", "\u0007", "{\"serial_octets\":3}")),
        "name",
        "description",
        "profile.subject",
        "profile.subject_alt_names",
        "profile.drop_unlisted",
        "profile.common_name_to_dns",
        "profile.key_usage",
        "profile.key_usage.required",
        "profile.key_usage.optional",
        "profile.key_usage.critical",
        "profile.extended_key_usage",
        "profile.extended_key_usage.required",
        "profile.extended_key_usage.optional",
        "profile.extended_key_usage.critical",
        "profile.basic_constraints",
        "profile.certificate_policies",
        "profile.keys",
        "profile.keys.allowed",
        "profile.keys.preferred",
        "profile.validity",
        "profile.validity.usual",
        "profile.validity.min",
        "profile.validity.max",
        "profile.serial_octets",
        "profile.renewal",
        "profile.renewal.when",
        "profile.renewal.window_before",
        "profile.renewal.expired_grace",
        "profile.renewal.key_pair");

    var last = domain.events(store).getLast();
    assertThat(last.action()).isEqualTo("certificate-template.update");
    assertThat(last.details())
        .containsEntry("before.name", "Own")
        .containsEntry("after.name", "Newer")
        .containsKeys("before.content", "after.content");
  }

  @Test
  @DisplayName("a template stays wide enough for the profiles made from it, which are named")
  void profilesWithin() {
    var narrower =
        ProfileJson.merge(
            ProfileJson.write(ShippedProfiles.deviceClient()), "{\"subject_alt_names\":[]}");
    var refused =
        catchThrowableOfType(
            Refused.class,
            () ->
                templates.update(
                    Domain.ADMIN,
                    reach,
                    domain.templateId,
                    OptionalLong.empty(),
                    new Templates.Draft("Device", "", narrower)));
    assertThat(refused.kind()).isEqualTo(Kind.CONFLICT);
    assertThat(refused.faults()).hasSize(1);
    assertThat(refused.faults().getFirst().message()).contains("Sensor");
  }

  @Test
  @DisplayName("what is in use is not deleted, and says by what; what is deleted is restored")
  void lifecycle() {
    var any = OptionalLong.empty();
    var used =
        catchThrowableOfType(
            Refused.class, () -> templates.delete(Domain.ADMIN, reach, domain.templateId, any));
    assertThat(used.kind()).isEqualTo(Kind.CONFLICT);
    assertThat(used.faults().getFirst().message())
        .isEqualTo("Certificate profiles use it: Sensor.");

    var own = made("Own").id();
    assertThat(templates.setEnabled(Domain.ADMIN, reach, own, any, false).enabled()).isFalse();
    assertThat(templates.delete(Domain.ADMIN, reach, own, any).deleted()).isTrue();
    Refusals.refused(Kind.NOT_FOUND, () -> templates.delete(Domain.ADMIN, reach, own, any));
    made("Own");
    Refusals.refused(Kind.CONFLICT, () -> templates.restore(Domain.ADMIN, reach, own, any), "name");
    var other = templates.list(reach, ListQuery.first().with("name", "OWN")).items().getFirst();
    templates.delete(Domain.ADMIN, reach, other.id(), any);
    var restored = templates.restore(Domain.ADMIN, reach, own, any);
    assertThat(restored.deleted()).isFalse();
    assertThat(restored.version()).isEqualTo(4);
    assertThat(names(ListQuery.first().with("status", "deleted"))).containsExactly("Own");
    assertThat(names(ListQuery.first().with("status", "disabled,deleted")))
        .containsExactly("Own", "Own");
    assertThat(names(ListQuery.first().with("shipped", "false"))).containsExactly("Device", "Own");
    Refusals.refused(
        Kind.INVALID,
        () -> templates.list(reach, ListQuery.first().with("status", "gone").with("x", "y")),
        "status",
        "filter");
    assertThat(domain.events(store))
        .extracting(AuditEvent::action)
        .endsWith(
            "certificate-template.disable",
            "certificate-template.delete",
            "certificate-template.create",
            "certificate-template.delete",
            "certificate-template.restore");
  }

  private List<String> names(ListQuery query) {
    return templates.list(reach, query).map(TemplateRecord::name).items();
  }

  @Test
  @DisplayName("pages follow one another")
  void pages() {
    var first =
        templates.list(reach, new ListQuery(4, Optional.empty(), Optional.of("-name"), Map.of()));
    var second =
        templates.list(reach, new ListQuery(4, first.next(), Optional.of("-name"), Map.of()));
    assertThat(first.items()).hasSize(4);
    assertThat(second.items()).hasSize(3);
    assertThat(second.next()).isEmpty();
  }
}
