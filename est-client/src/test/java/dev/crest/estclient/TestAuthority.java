package dev.crest.estclient;

import dev.crest.estclient.StubServer.Received;
import dev.crest.pkix.Certificate;
import dev.crest.pkix.CertificationRequest;
import dev.crest.pkix.Keys;
import dev.crest.pkix.LenientDecoder;
import dev.crest.testkit.HeldCertificate;
import java.security.KeyPair;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/** A root and an issuing CA that certify what test clients ask for. */
final class TestAuthority {
  final HeldCertificate root;
  final HeldCertificate issuing;

  TestAuthority(String name) {
    root = new HeldCertificate.Builder().commonName(name + " root").certificateAuthority(1).build();
    issuing =
        new HeldCertificate.Builder()
            .commonName(name + " issuing")
            .certificateAuthority(0)
            .signedBy(root)
            .build();
  }

  /** Returns a certificate for a server called localhost. */
  HeldCertificate server() {
    return server("localhost");
  }

  HeldCertificate server(String host) {
    return new HeldCertificate.Builder()
        .commonName("server")
        .dns(host)
        .extendedKeyUsage(KeyPurposeId.id_kp_serverAuth)
        .signedBy(issuing)
        .build();
  }

  /** Returns a server that has an answer to everything. */
  StubServer serving(String... versions) {
    var all = versions.length == 0 ? new String[] {"TLSv1.2", "TLSv1.3"} : versions;
    return equip(new StubServer(all, server(), issuing));
  }

  StubServer equip(StubServer server) {
    return server
        .on("cacerts", Canned.certificates(root.certificate(), issuing.certificate()))
        .on("csrattrs", Canned.status(204, ""))
        .on("simpleenroll", asked -> Canned.certificates(issued(asked)))
        .on("simplereenroll", asked -> Canned.certificates(issued(asked)));
  }

  Trust trust() {
    return Trust.anchors(List.of(root.certificate()));
  }

  static CertificationRequest request(Received asked) {
    return CertificationRequest.read(
        LenientDecoder.one(asked.body(), Set.of("CERTIFICATE REQUEST")).der());
  }

  /** Certifies what was asked for. */
  Certificate issued(Received asked) {
    return issued(asked, _ -> {});
  }

  Certificate issued(Received asked, Consumer<HeldCertificate.Builder> change) {
    var request = request(asked);
    if (!request.signatureVerifies()) {
      throw new AssertionError("the request's signature is wrong");
    }
    var builder =
        new HeldCertificate.Builder()
            .subject(request.subject())
            .keyPair(new KeyPair(Keys.read(request.publicKey()), null))
            .signedBy(issuing);
    request
        .requestedExtensions()
        .map(all -> all.getExtension(Extension.subjectAlternativeName))
        .ifPresent(names -> {
          for (var name : GeneralNames.getInstance(names.getParsedValue()).getNames()) {
            builder.subjectAlternativeName(name);
          }
        });
    change.accept(builder);
    return builder.build().certificate();
  }

  /** Returns a certificate and key of a device. */
  Identity device(String name) {
    var held =
        new HeldCertificate.Builder()
            .commonName(name)
            .dns(name + ".example")
            .signedBy(issuing)
            .build();
    return Identity.of(
        DeviceKey.of(held.keyPair()), List.of(held.certificate(), issuing.certificate()));
  }
}
