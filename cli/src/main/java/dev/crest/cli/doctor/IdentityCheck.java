package dev.crest.cli.doctor;

import dev.crest.cli.connect.WrongUsage;
import dev.crest.estclient.Identity;
import dev.crest.pkix.Certificate;
import dev.crest.pkix.KeyType;
import dev.crest.pkix.Names;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;

/** Whether the client certificate can be one: nothing of it is sent. */
final class IdentityCheck {
  private final Case known;

  IdentityCheck(Case known) {
    this.known = known;
  }

  Finding identity() {
    Optional<Identity> given;
    try {
      given = known.setup().identity().get();
    } catch (WrongUsage e) {
      return problem(
          e.getMessage() + ".",
          "Give the certificate and the key that were made for each other, and the passphrase with"
              + " --key-passphrase-file where the key has one.");
    }
    if (given.isEmpty()) {
      return Finding.skipped(Check.IDENTITY, "none is given (--cert and --key)");
    }
    known.identity = given;
    var certificate = given.get().certificate();
    var fault = time(certificate).or(() -> purpose(certificate)).or(() -> key(given.get()));
    return fault.or(() -> issuer(given.get())).orElseGet(() -> good(certificate));
  }

  private static Finding problem(String what, String cure) {
    return Finding.problem(Check.IDENTITY, what, cure);
  }

  private Optional<Finding> time(Certificate certificate) {
    var now = known.now();
    if (now.isAfter(certificate.notAfter())) {
      return Optional.of(
          problem(
              "Your certificate expired at "
                  + certificate.notAfter()
                  + ", "
                  + TimeChecks.text(Duration.between(certificate.notAfter(), now))
                  + " ago.",
              "It cannot renew itself any more, unless the server grants a time of grace: enrol anew"
                  + " with a passcode, crest enroll --passcode-file FILE."));
    }
    return now.isBefore(certificate.notBefore())
        ? Optional.of(
            problem(
                "Your certificate is not valid before " + certificate.notBefore() + ".",
                "Set the clock of this machine, see Clock, or wait until then."))
        : Optional.empty();
  }

  private static Optional<Finding> purpose(Certificate certificate) {
    var purposes = certificate.extendedKeyUsage();
    boolean client =
        purposes.isEmpty()
            || purposes.contains(KeyPurposeId.id_kp_clientAuth.toOID())
            || purposes.contains(KeyPurposeId.anyExtendedKeyUsage.toOID());
    if (!client) {
      return Optional.of(
          problem(
              "Your certificate is not for TLS clients (no clientAuth in extendedKeyUsage).",
              "Use another one, or have the profile at the CA issue with clientAuth."));
    }
    boolean signs =
        certificate
            .extension(Extension.keyUsage)
            .map(usage ->
                KeyUsage.getInstance(ASN1BitString.getInstance(usage.getParsedValue()))
                    .hasUsages(KeyUsage.digitalSignature))
            .orElse(true);
    return signs
        ? Optional.empty()
        : Optional.of(
            problem(
                "Your certificate may not sign (no digitalSignature in keyUsage), as TLS needs.",
                "Use another one, or have the profile at the CA issue with digitalSignature."));
  }

  /** What BoringSSL does not present. */
  private static Optional<Finding> key(Identity identity) {
    var type = identity.key().type();
    return type.rsa() || type.ec()
        ? Optional.empty()
        : Optional.of(
            problem(
                "A client certificate with a key " + type.title() + " cannot be shown in TLS here.",
                "Use a passcode, or a certificate with a key "
                    + KeyType.EC_P256.title()
                    + " or RSA."));
  }

  private Optional<Finding> issuer(Identity identity) {
    var acceptable =
        known.seen.map(TlsProbe.Seen::acceptable).orElse(List.of()).stream()
            .map(IdentityCheck::name)
            .toList();
    boolean fits =
        acceptable.isEmpty()
            || identity.chain().stream()
                .anyMatch(one -> acceptable.stream().anyMatch(ca -> Names.same(ca, one.issuer())));
    return fits
        ? Optional.empty()
        : Optional.of(
            problem(
                "The server takes certificates of %s; yours is of \"%s\"."
                    .formatted(
                        acceptable.stream()
                            .limit(5)
                            .map(name -> "\"" + Names.text(name) + "\"")
                            .collect(Collectors.joining(", ")),
                        Names.text(identity.certificate().issuer())),
                "Use a certificate of one of these CAs, or put the intermediate certificates that lead"
                    + " to one into the file of --cert. Else the server has to learn of your CA."));
  }

  private static X500Name name(X500Principal principal) {
    return X500Name.getInstance(principal.getEncoded());
  }

  private Finding good(Certificate certificate) {
    var left = Duration.between(known.now(), certificate.notAfter());
    var life = Duration.between(certificate.notBefore(), certificate.notAfter());
    var what = "\"" + Names.text(certificate.subject()) + "\", until " + certificate.notAfter();
    return left.compareTo(life.dividedBy(6)) < 0
        ? Finding.warning(
            Check.IDENTITY,
            what + ": " + TimeChecks.text(left) + " are left.",
            "Renew it now: crest renew, and let crest renew --daemon see to it from then on.")
        : Finding.ok(Check.IDENTITY, what);
  }
}
