package dev.crest.cli.doctor;

import dev.crest.cli.doctor.TlsProbe.Outcome;
import dev.crest.estclient.Certificates;
import dev.crest.estclient.TlsVersion;
import dev.crest.pkix.Certificate;
import dev.crest.pkix.Names;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/** The TLS handshake, and whether the certificate is for this server. */
final class TlsChecks {
  private final Case known;

  TlsChecks(Case known) {
    this.known = known;
  }

  Finding versions() {
    var probe = new TlsProbe(known.reached.orElseThrow(), known.host(), known.millis());
    var spoken = new ArrayList<TlsVersion>();
    var failures = new ArrayList<Outcome>();
    for (var version : List.of(TlsVersion.TLS_1_3, TlsVersion.TLS_1_2)) {
      var outcome = probe.handshake(version);
      if (outcome instanceof Outcome.Spoken(var seen)) {
        spoken.add(version);
        if (known.seen.isEmpty() || known.setup().tls().filter(version::equals).isPresent()) {
          known.seen = Optional.of(seen);
        }
      } else {
        failures.add(outcome);
      }
    }
    if (spoken.isEmpty()) {
      return nothing(failures);
    }
    var titles = spoken.stream().map(TlsChecks::title).collect(Collectors.joining(" and "));
    var only = known.setup().tls().filter(wanted -> !spoken.contains(wanted));
    if (only.isPresent()) {
      return problem(
          "The server speaks " + titles + ", and you allow " + title(only.get()) + " only.",
          "Leave out --tls, or give --tls " + title(spoken.getFirst()).substring(4) + ".");
    }
    return Finding.ok(
        Check.TLS, titles + (spoken.size() > 1 ? " are spoken" : " is spoken, and no other"));
  }

  private static String title(TlsVersion version) {
    return version == TlsVersion.TLS_1_2 ? "TLS 1.2" : "TLS 1.3";
  }

  private static Finding problem(String what, String cure) {
    return Finding.problem(Check.TLS, what, cure);
  }

  private Finding nothing(List<Outcome> failures) {
    var raw = new RawProbe(known.reached.orElseThrow(), known.host(), known.millis());
    var port = "port " + known.port();
    if (raw.speaksHttp()) {
      return problem(
          "Plain HTTP is spoken at " + port + ", not TLS.",
          "Put the port for HTTPS into the URL, often 443 or 8443. If the server is behind a proxy"
              + " that does TLS, use the address of the proxy.");
    }
    if (raw.speaksOldTls()) {
      return problem(
          "The server speaks TLS 1.1 or older only, which is not safe.",
          "Have TLS 1.2 or 1.3 switched on at the server, or at the proxy before it; clients do not"
              + " go back to older ones (RFC 8996).");
    }
    if (failures.stream().allMatch(Outcome.Silent.class::isInstance)) {
      return problem(
          "The port is open, but no TLS answer comes within "
              + known.setup().patience().toSeconds()
              + " s.",
          "Check the port: it may belong to something else. Else a firewall stops TLS, or the server"
              + " hangs: restart it.");
    }
    var reason =
        failures.stream()
            .filter(Outcome.Failed.class::isInstance)
            .map(one -> ((Outcome.Failed) one).reason())
            .distinct()
            .collect(Collectors.joining("; "));
    return problem(
        "No TLS connection comes about: " + reason + ".",
        "Check the port, and the name in the URL, which the server is told (SNI). If both are right,"
            + " server and client have no cipher suite in common, or a proxy breaks TLS up.");
  }

  Finding name() {
    var certificate = known.server().certificate();
    var purposes = certificate.extendedKeyUsage();
    boolean authority = purposes.contains(KeyPurposeId.id_kp_cmcRA.toOID());
    if (!purposes.isEmpty()
        && !authority
        && !purposes.contains(KeyPurposeId.id_kp_serverAuth.toOID())
        && !purposes.contains(KeyPurposeId.anyExtendedKeyUsage.toOID())) {
      return Finding.problem(
          Check.NAME,
          "The certificate of the server is not for servers (no serverAuth in extendedKeyUsage).",
          "The people of the server have to install a certificate for TLS servers.");
    }
    if (Certificates.isFor(certificate, known.host())) {
      return Finding.ok(Check.NAME, "the certificate is for " + known.host());
    }
    return authority
        ? Finding.ok(Check.NAME, "the certificate is one of a registration authority (cmcRA)")
        : misnamed(certificate);
  }

  private Finding misnamed(Certificate certificate) {
    var names = names(certificate);
    if (names.isEmpty()) {
      return Finding.problem(
          Check.NAME,
          "The certificate is for no host at all: it has the subject "
              + Names.text(certificate.subject())
              + " and no subjectAltName.",
          "A common name does not count (RFC 9525). The people of the server have to install a"
              + " certificate with the subjectAltName DNS:"
              + known.host()
              + ".");
    }
    var better =
        certificate.subjectAltName().stream()
            .flatMap(all -> Arrays.stream(all.getNames()))
            .filter(name -> name.getTagNo() == GeneralName.dNSName)
            .map(name -> name.getName().toString())
            .filter(name -> !name.startsWith("*"))
            .findFirst();
    return Finding.problem(
        Check.NAME,
        "The certificate is not for %s but for %s."
            .formatted(known.host(), String.join(", ", names)),
        better.map(name -> "Use a name of the certificate: " + known.at(name) + "\n").orElse("")
            + "If that is another server, DNS leads to the wrong place. Else the people of the server"
            + " have to add "
            + known.host()
            + " to its certificate.");
  }

  private static List<String> names(Certificate certificate) {
    return certificate.subjectAltName().stream()
        .flatMap(all -> Arrays.stream(all.getNames()))
        .limit(10)
        .map(Names::text)
        .toList();
  }
}
