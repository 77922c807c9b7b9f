package dev.crest.server.hierarchy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crest.ca.issuance.CertificateContent;
import dev.crest.ca.profile.ShippedProfiles;
import dev.crest.pkix.KeyType;
import dev.crest.pkix.Keys;
import dev.crest.server.store.AuthorityRecords;
import dev.crest.server.store.AuthorityRecords.Kind;
import dev.crest.server.store.AuthorityRecords.StoredAuthority;
import dev.crest.testkit.OpenSsl;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.bouncycastle.asn1.x500.X500Name;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FirstStartTest {
  @TempDir private Path folder;

  @Test
  @DisplayName("a first start makes a root, an issuing and an infrastructure CA below it")
  void makesThree() {
    try (var hierarchy = new AHierarchy(folder).completed()) {
      assertThat(hierarchy.records().all())
          .extracting(StoredAuthority::kind)
          .containsExactlyInAnyOrder(Kind.ROOT, Kind.ISSUING, Kind.INFRASTRUCTURE);
      var root = hierarchy.first(Kind.ROOT);
      assertThat(root.certificate().isSelfSigned()).isTrue();
      assertThat(root.parentId()).isEmpty();
      for (var kind : List.of(Kind.ISSUING, Kind.INFRASTRUCTURE)) {
        var below = hierarchy.first(kind);
        assertThat(below.parentId()).contains(root.id());
        assertThat(below.certificate().isSignedBy(root.certificate())).isTrue();
        assertThat(below.accountId()).isEqualTo(hierarchy.account);
        assertThat(below.enabled()).isTrue();
      }
    }
  }

  @Test
  @DisplayName("another start changes nothing")
  void idempotent() {
    try (var hierarchy = new AHierarchy(folder).completed()) {
      var before = hierarchy.records().all().stream().map(StoredAuthority::certificate).toList();
      hierarchy.completed();
      assertThat(hierarchy.records().all().stream().map(StoredAuthority::certificate).toList())
          .isEqualTo(before);
    }
  }

  /** Records of a server that dies before the CA with a number is kept. */
  private record Dying(AuthorityRecords records, int[] left) implements AuthorityRecords {
    @Override
    public List<StoredAuthority> all() {
      return records.all();
    }

    @Override
    public void add(StoredAuthority authority) {
      if (left[0]-- == 0) {
        throw new IllegalThreadStateException("the power is gone");
      }
      records.add(authority);
    }

    @Override
    public Optional<byte[]> secret(String name) {
      return records.secret(name);
    }

    @Override
    public void secretIfAbsent(String name, byte[] sealed) {
      records.secretIfAbsent(name, sealed);
    }
  }

  @ParameterizedTest(name = "after {0} CAs")
  @ValueSource(ints = {0, 1, 2})
  @DisplayName("an interrupted first start is continued, what was made being kept")
  void interrupted(int made) {
    try (var hierarchy = new AHierarchy(folder)) {
      var dying = new Dying(hierarchy.records(), new int[] {made});
      assertThatThrownBy(() -> hierarchy.firstStart(dying).complete(hierarchy.account))
          .isInstanceOf(IllegalThreadStateException.class);
      var kept = hierarchy.records().all();
      assertThat(kept).hasSize(made);
      hierarchy.completed();
      assertThat(hierarchy.records().all()).hasSize(3);
      assertThat(hierarchy.records().all().stream().map(StoredAuthority::certificate))
          .containsAll(kept.stream().map(StoredAuthority::certificate).toList());
    }
  }

  /** Records of a server that meets another one just before its root is kept. */
  private record Meeting(AuthorityRecords records, CyclicBarrier barrier)
      implements AuthorityRecords {
    @Override
    public List<StoredAuthority> all() {
      return records.all();
    }

    @Override
    public void add(StoredAuthority authority) {
      if (authority.kind() == Kind.ROOT) {
        try {
          barrier.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
          throw new IllegalStateException("the other server did not come", e);
        }
      }
      records.add(authority);
    }

    @Override
    public Optional<byte[]> secret(String name) {
      return records.secret(name);
    }

    @Override
    public void secretIfAbsent(String name, byte[] sealed) {
      records.secretIfAbsent(name, sealed);
    }
  }

  @Test
  @DisplayName("two servers that start at once on one database make one hierarchy")
  void twoAtOnce() throws Exception {
    try (var hierarchy = new AHierarchy(folder);
        var threads = Executors.newFixedThreadPool(2)) {
      var barrier = new CyclicBarrier(2);
      Callable<Boolean> start =
          () -> {
            hierarchy
                .firstStart(new Meeting(hierarchy.records(), barrier))
                .complete(hierarchy.account);
            return true;
          };
      for (var result : threads.invokeAll(List.of(start, start))) {
        assertThat(result.get()).isTrue();
      }
      assertThat(hierarchy.records().all()).hasSize(3);
      var root = hierarchy.first(Kind.ROOT).certificate();
      assertThat(hierarchy.records().all())
          .allSatisfy(stored -> assertThat(stored.certificate().isSignedBy(root)).isTrue());
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = KeyType.class,
      names = {"EC_P256", "EC_P384", "RSA_3072"})
  @DisplayName(
      "CERT-21 with every kind of CA key, openssl verify -x509_strict accepts what is issued")
  void openSslVerifies(KeyType type) {
    var settings = AHierarchy.settings(type, Optional.of("http://pki.example/"));
    try (var hierarchy = new AHierarchy(folder, settings).completed()) {
      var authorities = hierarchy.authorities();
      var chain = authorities.chain(hierarchy.first(Kind.ISSUING).id());
      var content =
          new CertificateContent(
              new X500Name("CN=device"),
              Optional.empty(),
              Keys.info(Keys.generate(KeyType.EC_P256).getPublic()),
              Set.of(),
              Set.of(),
              Optional.empty());
      var certificate =
          authorities
              .issuer(hierarchy.first(Kind.ISSUING).id())
              .prepare(ShippedProfiles.deviceClient(), content)
              .sign();
      var openSsl = new OpenSsl(folder);
      openSsl.verify(certificate, List.of(chain.getFirst()), chain.getLast());
      assertThat(openSsl.text(chain.getFirst()))
          .contains("CA:TRUE, pathlen:0")
          .contains("Subject: O = Test, CN = Test Device Issuing CA");
      var id = hierarchy.first(Kind.ISSUING).id();
      assertThat(openSsl.text(certificate))
          .contains("URI:http://pki.example/crl/" + id + ".crl")
          .contains("CA Issuers - URI:http://pki.example/ca/" + id + ".cer")
          .contains("OCSP - URI:http://pki.example/ocsp/" + id);
    }
  }
}
