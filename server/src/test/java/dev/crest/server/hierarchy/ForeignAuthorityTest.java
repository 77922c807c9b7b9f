package dev.crest.server.hierarchy;

import static dev.crest.server.hierarchy.AuthorityAdministrationTest.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.crest.ca.issuance.CertificateContent;
import dev.crest.ca.profile.ShippedProfiles;
import dev.crest.pkix.Certificate;
import dev.crest.pkix.KeyType;
import dev.crest.pkix.Keys;
import dev.crest.pkix.Pem;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.AuthorityRecord;
import dev.crest.server.store.AuthorityRecord.Status;
import dev.crest.server.store.AuthorityRecords.Kind;
import dev.crest.server.store.AuthorityRecords.StoredAuthority;
import dev.crest.server.store.Reach;
import dev.crest.testkit.HeldCertificate;
import dev.crest.testkit.OpenSsl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bouncycastle.asn1.x500.X500Name;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** CAs that were made, or are certified, elsewhere: by openssl and by hostile hands. */
class ForeignAuthorityTest {
  private static final OptionalLong ANY = OptionalLong.empty();
  private static final Optional<char[]> NONE = Optional.empty();
  private static final String CONSTRAINTS =
      "basicConstraints=critical,CA:TRUE%s\nkeyUsage=critical,keyCertSign,cRLSign\n"
          + "subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n";

  @TempDir private Path folder;
  private AHierarchy hierarchy;
  private Authorities authorities;
  private AuthorityAdministration administration;
  private OpenSsl openSsl;
  private Reach reach;

  @BeforeEach
  void open() {
    hierarchy = new AHierarchy(folder).completed();
    authorities = hierarchy.authorities();
    administration = AuthorityAdministrationTest.administration(hierarchy, authorities);
    openSsl = new OpenSsl(folder);
    reach = Reach.account(hierarchy.account);
  }

  @AfterEach
  void close() {
    hierarchy.close();
  }

  /** Has openssl make a root and an issuing CA below it. */
  private void openSslHierarchy(String... keyOptions) {
    key("root.key", keyOptions);
    openSsl.file("ca.cnf", CONSTRAINTS.formatted(""));
    openSsl.file("issuing.cnf", CONSTRAINTS.formatted(",pathlen:0"));
    openSsl.run(
        "req", "-new", "-key", "root.key", "-subj", "/O=Acme/CN=Acme Root", "-out", "root.csr");
    openSsl.run(
        "x509",
        "-req",
        "-in",
        "root.csr",
        "-signkey",
        "root.key",
        "-days",
        "3650",
        "-extfile",
        "ca.cnf",
        "-out",
        "root.pem");
    key("issuing.key", keyOptions);
    openSsl.run(
        "req",
        "-new",
        "-key",
        "issuing.key",
        "-subj",
        "/O=Acme/CN=Acme Issuing",
        "-out",
        "issuing.csr");
    signed("issuing.csr", "issuing.cnf", "issuing.pem");
  }

  private void key(String file, String... options) {
    var command = Stream.concat(Stream.of("genpkey", "-out", file), Arrays.stream(options));
    openSsl.run(command.toArray(String[]::new));
  }

  /** Certificates of openssl begin when it runs, which is after the clock was made. */
  private void catchUp() {
    hierarchy.clock.turnTo(Instant.now().plusSeconds(1));
  }

  private void signed(String request, String extensions, String out) {
    openSsl.run(
        "x509",
        "-req",
        "-in",
        request,
        "-CA",
        "root.pem",
        "-CAkey",
        "root.key",
        "-CAcreateserial",
        "-days",
        "1000",
        "-extfile",
        extensions,
        "-out",
        out);
  }

  private byte[] bytes(String... files) {
    var all = new StringBuilder();
    for (var file : files) {
      all.append(new String(file(file), StandardCharsets.ISO_8859_1));
    }
    return all.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private byte[] file(String name) {
    try {
      return Files.readAllBytes(folder.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private AuthorityRecord imported(Kind kind, byte[] file, Optional<char[]> passphrase) {
    catchUp();
    return administration.importAuthority(ADMIN, reach, "Imported", kind, file, passphrase);
  }

  private void issues(String authorityId) {
    var device =
        authorities
            .issuer(authorityId)
            .prepare(
                ShippedProfiles.deviceClient(),
                new CertificateContent(
                    new X500Name("CN=device"),
                    Optional.empty(),
                    Keys.info(Keys.generate(KeyType.EC_P256).getPublic()),
                    Set.of(),
                    Set.of(),
                    Optional.empty()))
            .sign();
    var chain = authorities.chain(authorityId);
    openSsl.verify(device, chain.subList(0, chain.size() - 1), chain.getLast());
  }

  static void refused(String field, String message, ThrowingCallable call) {
    var refused = catchThrowableOfType(Refused.class, call);
    assertThat(refused).isNotNull();
    assertThat(refused.kind()).isEqualTo(dev.crest.server.refusal.Kind.INVALID);
    assertThat(refused.faults())
        .anySatisfy(fault -> {
          assertThat(fault.field()).contains(field);
          assertThat(fault.message()).contains(message);
        });
  }

  static Stream<Arguments> containers() {
    return Stream.of(
        Arguments.of(List.of("-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"), List.of()),
        Arguments.of(
            List.of("-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"), List.of("-legacy")),
        Arguments.of(
            List.of("-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"),
            List.of("-keypbe", "AES-256-CBC", "-certpbe", "AES-256-CBC", "-macalg", "SHA384")),
        Arguments.of(List.of("-algorithm", "ED25519"), List.of("-iter", "100000")));
  }

  @ParameterizedTest
  @MethodSource("containers")
  @DisplayName("openssl's PKCS#12, old and new, is imported with its root, and issues")
  void pkcs12(List<String> keyOptions, List<String> options) {
    openSslHierarchy(keyOptions.toArray(String[]::new));
    var command =
        Stream.concat(
            Stream.of(
                "pkcs12",
                "-export",
                "-in",
                "issuing.pem",
                "-inkey",
                "issuing.key",
                "-certfile",
                "root.pem",
                "-passout",
                "pass:sesam öffne dich",
                "-out",
                "issuing.p12"),
            options.stream());
    openSsl.run(command.toArray(String[]::new));

    var made =
        imported(Kind.ISSUING, file("issuing.p12"), Optional.of("sesam öffne dich".toCharArray()));
    assertThat(made.holdsKey()).isTrue();
    assertThat(made.status()).isEqualTo(Status.ENABLED);
    var root =
        hierarchy.store.authorityCatalog().find(reach, made.parentId().orElseThrow()).orElseThrow();
    assertThat(root.kind()).isEqualTo(Kind.ROOT);
    assertThat(root.holdsKey()).isFalse();
    assertThat(root.name()).startsWith("Acme Root ");
    issues(made.id());
    refused(
        "file",
        "passphrase is wrong",
        () -> imported(Kind.ISSUING, file("issuing.p12"), Optional.of("sesam".toCharArray())));
    refused("passphrase", "is needed", () -> imported(Kind.ISSUING, file("issuing.p12"), NONE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"pkcs8", "traditional", "encrypted"})
  @DisplayName("openssl's PEM is imported in any order, with plain and encrypted keys, and issues")
  void pem(String form) {
    openSslHierarchy("-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256");
    switch (form) {
      case "traditional" -> openSsl.run("ec", "-in", "issuing.key", "-out", "key.pem");
      case "encrypted" ->
          openSsl.run(
              "pkcs8", "-topk8", "-in", "issuing.key", "-passout", "pass:open", "-out", "key.pem");
      default ->
          openSsl.run("pkcs8", "-topk8", "-nocrypt", "-in", "issuing.key", "-out", "key.pem");
    }
    var file = bytes("root.pem", "key.pem", "issuing.pem");
    if (form.equals("encrypted")) {
      refused("passphrase", "is needed", () -> imported(Kind.ISSUING, file, NONE));
      refused(
          "file",
          "passphrase is wrong",
          () -> imported(Kind.ISSUING, file, Optional.of("shut".toCharArray())));
    }
    var made =
        imported(
            Kind.ISSUING,
            file,
            form.equals("encrypted") ? Optional.of("open".toCharArray()) : NONE);
    issues(made.id());
  }

  @Test
  @DisplayName("a root with its key is imported as such, and CAs are made and renewed below it")
  void rootWithKey() {
    openSslHierarchy("-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256");
    refused(
        "kind", "must be root", () -> imported(Kind.ISSUING, bytes("root.key", "root.pem"), NONE));
    var root = imported(Kind.ROOT, bytes("root.key", "root.pem"), NONE);
    assertThat(root.parentId()).isEmpty();
    catchUp();
    var issuing =
        administration.importAuthority(
            ADMIN, reach, "Issuing", Kind.ISSUING, bytes("issuing.key", "issuing.pem"), NONE);
    assertThat(issuing.parentId()).contains(root.id());
    issues(issuing.id());
    var renewed = administration.renew(ADMIN, reach, issuing.id(), ANY, Duration.ofDays(100));
    assertThat(renewed.certificate().orElseThrow().subjectKeyIdentifier().orElseThrow())
        .isEqualTo(issuing.certificate().orElseThrow().subjectKeyIdentifier().orElseThrow());
    issues(issuing.id());
    var again =
        catchThrowableOfType(
            Refused.class,
            () ->
                administration.importAuthority(
                    ADMIN, reach, "Twice", Kind.ROOT, bytes("root.key", "root.pem"), NONE));
    assertThat(again.kind()).isEqualTo(dev.crest.server.refusal.Kind.CONFLICT);
  }

  @Test
  @DisplayName("an external root signs the request; its certificate and the root's are installed")
  void external() {
    openSslHierarchy("-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:3072");
    var pending =
        administration.createExternal(
            ADMIN,
            reach,
            new AuthorityDraft(
                "Plant CA",
                Kind.ISSUING,
                Optional.empty(),
                Map.of("common_name", "Plant CA", "organization_name", "Acme"),
                KeyType.EC_P384,
                OptionalInt.empty(),
                Duration.ofDays(1)));
    assertThat(pending.status()).isEqualTo(Status.PENDING);
    assertThat(catchThrowableOfType(Refused.class, () -> authorities.issuer(pending.id())).kind())
        .isEqualTo(dev.crest.server.refusal.Kind.UNAVAILABLE);
    var request = administration.request(reach, pending.id());
    openSsl.file("plant.csr", Pem.write("CERTIFICATE REQUEST", request.der()));
    assertThat(openSsl.run("req", "-in", "plant.csr", "-noout", "-text", "-verify"))
        .contains("CA:TRUE, pathlen:0")
        .contains("Certificate Sign, CRL Sign");
    signed("plant.csr", "issuing.cnf", "plant.pem");

    catchUp();
    refused(
        "file",
        "chain is not complete",
        () -> administration.install(ADMIN, reach, pending.id(), ANY, bytes("plant.pem")));
    refused(
        "file",
        "no certificate for the key",
        () -> administration.install(ADMIN, reach, pending.id(), ANY, bytes("issuing.pem")));
    var installed =
        administration.install(
            ADMIN, reach, pending.id(), OptionalLong.of(1), bytes("plant.pem", "root.pem"));
    assertThat(installed.id()).isEqualTo(pending.id());
    assertThat(installed.status()).isEqualTo(Status.ENABLED);
    issues(pending.id());

    // A further certificate for the same key: the root is known now.
    var conflict =
        catchThrowableOfType(
            Refused.class,
            () -> administration.renew(ADMIN, reach, pending.id(), ANY, Duration.ofDays(10)));
    assertThat(conflict.kind()).isEqualTo(dev.crest.server.refusal.Kind.CONFLICT);
    openSsl.file(
        "again.csr",
        Pem.write("CERTIFICATE REQUEST", administration.request(reach, pending.id()).der()));
    signed("again.csr", "issuing.cnf", "again.pem");
    openSsl.run("crl2pkcs7", "-nocrl", "-certfile", "again.pem", "-out", "again.p7b");
    catchUp();
    var renewed = administration.install(ADMIN, reach, pending.id(), ANY, bytes("again.p7b"));
    assertThat(renewed.formerCertificates()).hasSize(1);
    assertThat(hierarchy.records().all()).filteredOn(ca -> !ca.holdsKey()).hasSize(1);
    issues(pending.id());
  }

  /** Adds two octets to the lengths of the file and of its MacData, which is its last part. */
  private static byte[] lengthened(byte[] file) {
    int whole = ((file[2] & 0xff) << 8 | (file[3] & 0xff)) + 2;
    file[2] = (byte) (whole >> 8);
    file[3] = (byte) whole;
    for (int i = file.length - 100; i < file.length; i++) {
      if (file[i] == 0x30 && i + 2 + file[i + 1] == file.length - 2) {
        file[i + 1] += 2;
        return file;
      }
    }
    throw new AssertionError("there is no MacData");
  }

  @Test
  @DisplayName("broken files of every kind are refused in words, never by an accident")
  void hostile() {
    openSslHierarchy("-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256");
    openSsl.run(
        "pkcs12",
        "-export",
        "-in",
        "issuing.pem",
        "-inkey",
        "issuing.key",
        "-certfile",
        "root.pem",
        "-passout",
        "pass:open",
        "-out",
        "issuing.p12");
    var slow = file("issuing.p12");
    // The rounds of the MAC end the file: 2048 is made two thousand million.
    assertThat(Arrays.copyOfRange(slow, slow.length - 4, slow.length)).containsExactly(2, 2, 8, 0);
    var rounds = ByteBuffer.allocate(slow.length + 2).put(slow, 0, slow.length - 4);
    rounds.put(new byte[] {2, 4, 0x7f, 0, 0, 0});
    refused(
        "file",
        "costs too much",
        () ->
            imported(Kind.ISSUING, lengthened(rounds.array()), Optional.of("open".toCharArray())));
    var good = file("issuing.p12");
    var random = new Random(7);
    for (int i = 0; i < 300; i++) {
      var broken = good.clone();
      switch (i % 3) {
        case 0 -> broken = Arrays.copyOf(good, random.nextInt(good.length));
        case 1 -> broken[random.nextInt(good.length)] ^= (byte) (1 << random.nextInt(8));
        default -> random.nextBytes(broken);
      }
      var file = broken;
      var refused =
          catchThrowableOfType(
              Refused.class, () -> imported(Kind.ISSUING, file, Optional.of("open".toCharArray())));
      if (refused != null) {
        assertThat(refused.kind()).isEqualTo(dev.crest.server.refusal.Kind.INVALID);
        assertThat(refused.faults()).isNotEmpty();
      }
    }
    assertThat(hierarchy.records().all()).extracting(StoredAuthority::name).doesNotHaveDuplicates();
  }

  @Test
  @DisplayName("installing what is no certificate, or on a CA that takes none, is refused")
  void installRefused() {
    var issuing = hierarchy.first(Kind.ISSUING).id();
    var root = hierarchy.first(Kind.ROOT).id();
    refused(
        "file", "", () -> administration.install(ADMIN, reach, issuing, ANY, new byte[] {1, 2}));
    refused(
        "file",
        "no certificate for the key",
        () ->
            administration.install(
                ADMIN,
                reach,
                issuing,
                ANY,
                new HeldCertificate.Builder()
                    .commonName("Root")
                    .certificateAuthority(1)
                    .build()
                    .certificatePem()
                    .getBytes(StandardCharsets.US_ASCII)));
    for (ThrowingCallable call :
        List.<ThrowingCallable>of(
            () -> administration.install(ADMIN, reach, root, ANY, new byte[] {1}),
            () -> administration.request(reach, root))) {
      assertThat(catchThrowableOfType(Refused.class, call).kind())
          .isEqualTo(dev.crest.server.refusal.Kind.CONFLICT);
    }
    assertThat(
            catchThrowableOfType(
                    Refused.class, () -> administration.request(Reach.account("other"), issuing))
                .kind())
        .isEqualTo(dev.crest.server.refusal.Kind.NOT_FOUND);
  }

  @Test
  @DisplayName("a request names what it must be: no root, no parent")
  void externalRefused() {
    var draft =
        new AuthorityDraft(
            "X",
            Kind.ROOT,
            Optional.of("x"),
            Map.of(),
            KeyType.ED448,
            OptionalInt.empty(),
            Duration.ofDays(1));
    var refused =
        catchThrowableOfType(
            Refused.class, () -> administration.createExternal(ADMIN, reach, draft));
    assertThat(refused.faults())
        .extracting(fault -> fault.field().orElse(""))
        .containsExactlyInAnyOrder("key_type", "kind", "parent_id", "subject.common_name");
    Certificate unchanged = hierarchy.first(Kind.ROOT).certificate();
    assertThat(authorities.chain(hierarchy.first(Kind.ROOT).id())).containsExactly(unchanged);
  }
}
