package dev.crest.cli.doctor;

import com.sun.net.httpserver.HttpHandler;
import dev.crest.cli.doctor.DoctorTest.Seed;
import dev.crest.estwire.CertificationRequestInfoTemplate;
import dev.crest.estwire.CertificationRequestInfoTemplate.ExtensionTemplate;
import dev.crest.estwire.CertificationRequestInfoTemplate.KeyTemplate;
import dev.crest.estwire.CertificationRequestInfoTemplate.NameEntry;
import dev.crest.estwire.CsrAttributes;
import dev.crest.pkix.KeyType;
import dev.crest.testkit.HeldRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** What a server would refuse: the path, the host, the credential, the request. */
final class Refusals {
  private Refusals() {}

  static Stream<Seed> all() {
    return Stream.of(
            path(),
            trouble(),
            host(),
            identity(),
            identityOfOtherCa(),
            requests(),
            otherRequests(),
            credential())
        .flatMap(rows -> rows);
  }

  private static Stream<Seed> path() {
    return Stream.of(
        new Seed(
            "a label that is misspelt",
            bench -> bench.url = Optional.of(bench.est.url() + "s"),
            "path",
            "speaks EST, but has no sensorss",
            "label in the URL is misspelt"),
        new Seed(
            "a server without EST",
            bench -> bench.est.instead.put("cacerts", SeededEst.say(404, "Not found")),
            "path",
            "There is no EST at /.well-known/est/sensors (HTTP status 404)",
            "Check the label"),
        new Seed(
            "a web page in place of EST",
            bench ->
                bench.est.instead.put(
                    "cacerts", SeededEst.saying(200, "text/html", "<h1>Please log in</h1>")),
            "path",
            "A web page answers",
            "login in a browser"),
        new Seed(
            "an address that has moved",
            bench ->
                bench.est.instead.put(
                    "cacerts",
                    SeededEst.header(
                        301, "Location", "https://new.example/.well-known/est/x/cacerts")),
            "path",
            "redirects to https://new.example",
            "use it: https://new.example/.well-known/est/x"));
  }

  private static Stream<Seed> trouble() {
    return Stream.of(
        new Seed(
            "a server that is busy",
            bench -> bench.est.instead.put("cacerts", SeededEst.header(503, "Retry-After", "120")),
            "path",
            "cannot answer now (HTTP status 503)",
            "Try again in 2 minutes"),
        new Seed(
            "a server with a fault",
            bench -> bench.est.instead.put("cacerts", SeededEst.say(500, "NullPointerException")),
            "path",
            "HTTP status 500. It says: NullPointerException",
            "tell its people"),
        new Seed(
            "a proxy that wants a password",
            bench -> bench.est.instead.put("cacerts", SeededEst.say(401, "Who are you?")),
            "path",
            "not given without a credential",
            "a proxy before the server"));
  }

  private static Stream<Seed> host() {
    return Stream.of(
        new Seed(
            "a passcode at the host for certificates",
            bench -> {
              bench.est.certificatesOnly = true;
              bench.host = "clientauth.localhost";
            },
            "host",
            "for client certificates, and you give a passcode",
            "With a passcode, use https://localhost:"),
        new Seed(
            "a passcode at a host that demands certificates in TLS",
            bench -> {
              bench.est.demandsCertificates = true;
              bench.host = "clientauth.localhost";
            },
            "path",
            "talks to nobody who shows no client certificate: it ends the connection",
            "With a passcode, use https://localhost:"),
        new Seed(
            "a certificate at a host that asks for none",
            bench -> {
              bench.est.asksForCertificates = false;
              bench.presents(bench.device().build());
            },
            "host",
            "asks for no client certificate",
            "https://clientauth.localhost:"));
  }

  private static Stream<Seed> identity() {
    return Stream.of(
        new Seed(
            "a key that is not the certificate's",
            bench -> {
              bench.presents(bench.device().build());
              bench.write("d.key", bench.device().build().privateKeyPkcs8Pem());
            },
            "identity",
            "none of the certificates is for this key",
            "made for each other"),
        new Seed(
            "a client certificate that has expired",
            bench ->
                bench.presents(
                    bench
                        .device()
                        .notBefore(Instant.now().minus(Duration.ofDays(30)))
                        .notAfter(Instant.now().minus(Duration.ofDays(2)))
                        .build()),
            "identity",
            "2 days ago",
            "enrol anew with a passcode"),
        new Seed(
            "a certificate that is not for clients",
            bench ->
                bench.presents(
                    bench.device().extendedKeyUsage(KeyPurposeId.id_kp_serverAuth).build()),
            "identity",
            "no clientAuth in extendedKeyUsage",
            "issue with clientAuth"));
  }

  private static Stream<Seed> identityOfOtherCa() {
    return Stream.of(
        new Seed(
            "a client certificate of a CA that the server does not take",
            bench -> {
              bench.est.acceptable = List.of(SeededEst.authority("Factory CA", Optional.empty()));
              bench.presents(bench.device().build());
            },
            "identity",
            "takes certificates of \"CN=Factory CA\"; yours is of \"CN=Acme Issuing\"",
            "certificate of one of these CAs"));
  }

  /** What a server wants: CN, O and C, an EC key on P-256, an alternative name. */
  static CsrAttributes wishes(ASN1ObjectIdentifier... attributes) {
    var names =
        Stream.of(BCStyle.CN, BCStyle.O, BCStyle.C)
            .map(type -> new NameEntry(type, Optional.empty()))
            .toList();
    var key =
        new KeyTemplate(
            new AlgorithmIdentifier(
                X9ObjectIdentifiers.id_ecPublicKey, SECObjectIdentifiers.secp256r1),
            Optional.empty());
    var extensions =
        List.of(
            new ExtensionTemplate(Extension.subjectAlternativeName, false, Optional.empty()),
            new ExtensionTemplate(Extension.extendedKeyUsage, false, Optional.empty()));
    return new CsrAttributes(
        List.of(
            new CertificationRequestInfoTemplate(
                    names, Optional.of(key), extensions, List.of(attributes))
                .attribute()));
  }

  private static void asks(Bench bench, HeldRequest request) throws Exception {
    bench.write("d.csr", request.pem());
    bench.add("--csr", "d.csr");
  }

  static HeldRequest.Builder complete() {
    return new HeldRequest.Builder()
        .subject(new X500Name("CN=d1,O=Acme,C=DE"))
        .dns("d1.example")
        .extendedKeyUsage(KeyPurposeId.id_kp_clientAuth);
  }

  private static Stream<Seed> requests() {
    return Stream.of(
        new Seed(
            "wishes that nobody can read",
            bench -> bench.est.instead.put("csrattrs", SeededEst.say(200, "AAAA")),
            "csrattrs",
            "cannot be understood",
            "mend its csrattrs"),
        new Seed(
            "a request that lacks everything but a name",
            bench -> {
              bench.est.wishes = Optional.of(wishes());
              asks(bench, new HeldRequest.Builder().commonName("d1").build());
            },
            "csr",
            "lacks what the server asks for: O in the subject; C in the subject; an alternative name,"
                + " such as DNS:; the extension extendedKeyUsage",
            "put your own values"),
        new Seed(
            "a request with another key",
            bench -> {
              bench.est.wishes = Optional.of(wishes());
              asks(bench, complete().keyType(KeyType.EC_P384).build());
            },
            "csr",
            "a key EC P-256 in place of EC P-384",
            "Make a new request"));
  }

  private static Stream<Seed> otherRequests() {
    return Stream.of(
        new Seed(
            "a request signed by another hash than wanted",
            bench -> {
              bench.est.wishes =
                  Optional.of(
                      new CsrAttributes(
                          List.of(
                              new CsrAttributes.Entry.Oid(X9ObjectIdentifiers.ecdsa_with_SHA384),
                              new CsrAttributes.Entry.Oid(BCStyle.SERIALNUMBER))));
              asks(bench, complete().build());
            },
            "csr",
            "a signature by ECDSA with SHA-384; SERIALNUMBER in the subject",
            "Make a new request"),
        new Seed(
            "a request that was tampered with",
            bench -> asks(bench, complete().corruptSignature().build()),
            "csr",
            "not signed with the key that it is for",
            "Make a new one"),
        new Seed(
            "a certificate in place of a request",
            bench -> bench.add("--csr", "ca.pem"),
            "csr",
            "ca.pem is no certification request",
            "not a certificate or a key"),
        new Seed(
            "a request without the link to TLS that the server demands",
            bench -> {
              bench.est.wishes =
                  Optional.of(wishes(PKCSObjectIdentifiers.pkcs_9_at_challengePassword));
              asks(bench, complete().build());
            },
            "csr",
            "the link to the TLS session (challengePassword)",
            "crest enroll"));
  }

  private static Stream<Seed> credential() {
    return Stream.of(
        new Seed(
            "a passcode that is mistyped",
            bench -> bench.write("p", "correct horse battery stable"),
            "credential",
            "The passcode is not taken. The server says: The credential is not known.",
            "misspelt, expired, used up"),
        new Seed(
            "a passcode that may not enrol under this policy",
            bench -> bench.est.instead.put("simpleenroll", forbiddenToPasscode()),
            "credential",
            "may not enrol here",
            "URL of the policy that the passcode is for"),
        new Seed(
            "a server that has had too many wrong passcodes",
            bench ->
                bench.est.instead.put("simpleenroll", SeededEst.header(429, "Retry-After", "300")),
            "credential",
            "does not want to be asked now",
            "Wait 5 minutes"),
        new Seed(
            "a client certificate that is not registered",
            bench -> {
              bench.est.takesCertificates = false;
              bench.presents(bench.device().build());
            },
            "credential",
            "The certificate is not taken",
            "added to the authentication policy"));
  }

  private static HttpHandler forbiddenToPasscode() {
    return exchange -> {
      if (exchange.getRequestHeaders().containsKey("Authorization")) {
        SeededEst.say(403, "The policy is for others.").handle(exchange);
      } else {
        SeededEst.header(401, "WWW-Authenticate", "Basic realm=\"est\"").handle(exchange);
      }
    };
  }
}
