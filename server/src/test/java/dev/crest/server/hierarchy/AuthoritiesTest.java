package dev.crest.server.hierarchy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.crest.pkix.Certificate;
import dev.crest.pkix.KeyType;
import dev.crest.pkix.Keys;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.AuthorityRecords;
import dev.crest.server.store.AuthorityRecords.StoredAuthority;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AuthoritiesTest {
  @TempDir private Path folder;
  private AHierarchy hierarchy;

  @BeforeEach
  void open() {
    hierarchy = new AHierarchy(folder).completed();
  }

  @AfterEach
  void close() {
    hierarchy.close();
  }

  private String id(AuthorityRecords.Kind kind) {
    return hierarchy.first(kind).id();
  }

  private static void refuses(Authorities authorities, String id) {
    var refused = catchThrowableOfType(Refused.class, () -> authorities.issuer(id));
    assertThat(refused.kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(refused.reason()).isEqualTo("authority-unavailable");
    assertThat(refused.retryAfter()).isPresent();
  }

  @Test
  @DisplayName("the issuing CA issues, with its own certificate; the same one each time")
  void issues() {
    var authorities = hierarchy.authorities();
    var issuer = authorities.issuer(id(AuthorityRecords.Kind.ISSUING));
    assertThat(issuer.certificate())
        .isEqualTo(hierarchy.first(AuthorityRecords.Kind.ISSUING).certificate());
    assertThat(authorities.issuer(id(AuthorityRecords.Kind.ISSUING))).isSameAs(issuer);
  }

  @ParameterizedTest
  @EnumSource(
      value = AuthorityRecords.Kind.class,
      names = {"ROOT", "INFRASTRUCTURE"})
  @DisplayName("S-CACERTS-09 neither root nor infrastructure CA issues to devices")
  void othersDoNotIssue(AuthorityRecords.Kind kind) {
    refuses(hierarchy.authorities(), id(kind));
  }

  @Test
  @DisplayName("an unknown CA is unavailable")
  void unknown() {
    refuses(hierarchy.authorities(), "nobody");
    assertThat(
            catchThrowableOfType(Refused.class, () -> hierarchy.authorities().chain("nobody"))
                .kind())
        .isEqualTo(Kind.UNAVAILABLE);
  }

  private static UnaryOperator<StoredAuthority> changed(byte[] key, boolean enabled) {
    return stored ->
        new StoredAuthority(
            stored.id(),
            stored.accountId(),
            stored.name(),
            stored.parentId(),
            stored.kind(),
            stored.certificate(),
            key,
            enabled);
  }

  @Test
  @DisplayName("a disabled CA is unavailable from the next refresh on, and cacerts still answers")
  void disabled() {
    boolean[] enabled = {true};
    var records =
        new ChangedRecords(
            hierarchy.records(),
            stored -> changed(stored.encryptedKey(), enabled[0]).apply(stored));
    var authorities = hierarchy.authorities(records);
    var id = id(AuthorityRecords.Kind.ISSUING);
    assertThat(authorities.issuer(id)).isNotNull();
    enabled[0] = false;
    authorities.refresh();
    refuses(authorities, id);
    assertThat(authorities.chain(id)).hasSize(2);
  }

  @Test
  @DisplayName(
      "S-CACERTS-12 a CA whose key cannot be opened issues nothing, and cacerts still answers")
  void damagedKey() {
    var records = new ChangedRecords(hierarchy.records(), changed(new byte[60], true));
    var authorities = hierarchy.authorities(records);
    refuses(authorities, id(AuthorityRecords.Kind.ISSUING));
    assertThat(authorities.chain(id(AuthorityRecords.Kind.ISSUING))).hasSize(2);
  }

  @Test
  @DisplayName("a CA never signs with the key of another one")
  void foreignKey() {
    var root = hierarchy.first(AuthorityRecords.Kind.ROOT);
    var records = new ChangedRecords(hierarchy.records(), changed(root.encryptedKey(), true));
    refuses(hierarchy.authorities(records), id(AuthorityRecords.Kind.ISSUING));
  }

  @Test
  @DisplayName(
      "S-CACERTS-03, S-CACERTS-08 the chain begins with the issuing CA and ends with the root")
  void chain() {
    assertThat(hierarchy.authorities().chain(id(AuthorityRecords.Kind.ISSUING)))
        .containsExactly(
            hierarchy.first(AuthorityRecords.Kind.ISSUING).certificate(),
            hierarchy.first(AuthorityRecords.Kind.ROOT).certificate());
  }

  @Test
  @DisplayName("a circle in the records hangs nobody")
  void circle() {
    var records =
        new ChangedRecords(
            hierarchy.records(),
            stored ->
                new StoredAuthority(
                    stored.id(),
                    stored.accountId(),
                    stored.name(),
                    Optional.of(stored.id()),
                    stored.kind(),
                    stored.certificate(),
                    stored.encryptedKey(),
                    true));
    assertThat(hierarchy.authorities(records).chain(id(AuthorityRecords.Kind.ISSUING)))
        .hasSizeLessThan(20);
  }

  @Test
  @DisplayName("A-23 the keys of all CAs are known, and nobody else's")
  void authorityKeys() throws Exception {
    var authorities = hierarchy.authorities();
    assertThat(hierarchy.records().all())
        .hasSize(3)
        .extracting(StoredAuthority::certificate)
        .extracting(Certificate::publicKeyInfo)
        .allSatisfy(key -> assertThat(authorities.isAuthorityKey(sha256(key))).isTrue());
    var stranger = Keys.info(Keys.generate(KeyType.EC_P256).getPublic());
    assertThat(authorities.isAuthorityKey(sha256(stranger))).isFalse();
  }

  static byte[] sha256(SubjectPublicKeyInfo key) throws Exception {
    return MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
  }
}
