package dev.crest.cli.doctor;

import dev.crest.estclient.CaCertificates;
import dev.crest.estclient.EstException;
import dev.crest.estclient.Fingerprint;
import dev.crest.estclient.Provenance;
import dev.crest.pkix.Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Whether what the server issues will lead to somebody who is trusted (RFC 7030 §4.1.3). */
final class IssuingCheck {
  private final Case known;

  IssuingCheck(Case known) {
    this.known = known;
  }

  Finding issuing() throws InterruptedException {
    try {
      return judged(known.visitor().build().caCertificates());
    } catch (EstException.Unacceptable e) {
      return problem(
          "The server's CA certificates are not to be used: " + e.getMessage() + ".",
          "Only the people of the server can put that right. If they are several roots, say which one"
              + " issues to you: --issuer FILE.");
    } catch (EstException e) {
      return problem(
          "The CA certificates are not to be had: " + e.getMessage() + ".",
          "Try again; if it stays so, tell the people of the server.");
    }
  }

  private Finding judged(CaCertificates fetched) {
    var good = new ArrayList<>(fetched.anchors());
    good.addAll(fetched.intermediates());
    if (good.isEmpty()) {
      return apart(fetched.ignored());
    }
    var expired = good.stream().filter(one -> known.now().isAfter(one.notAfter())).findFirst();
    if (expired.isPresent()) {
      return problem(
          "The CA certificate %s expired at %s."
              .formatted(TrustChecks.title(expired.get()), expired.get().notAfter()),
          "The people of the server have to renew its CA.");
    }
    var roots =
        fetched.anchors().stream().map(TrustChecks::title).collect(Collectors.joining(", "));
    var what =
        roots.isEmpty()
            ? "what is issued leads to your trust anchor"
            : "what is issued leads to " + roots;
    return fetched.provenance() == Provenance.IMPLICIT && known.trusted().issuers().isEmpty()
        ? byTheServersWord(fetched, what)
        : Finding.ok(Check.ISSUING, what + unbelieved(fetched));
  }

  private static Finding byTheServersWord(CaCertificates fetched, String what) {
    var print = fetched.anchors().stream().findFirst().map(one -> Fingerprint.of(one).toString());
    return Finding.warning(
        Check.ISSUING,
        what + ", which is believed because the server says so.",
        "Better give that root with --issuer FILE, got by another way"
            + print.map(text -> "; its SHA-256 is " + text).orElse("")
            + ".");
  }

  private static String unbelieved(CaCertificates fetched) {
    return fetched.ignored().isEmpty()
        ? ""
        : "; not believed: "
            + fetched.ignored().stream()
                .limit(5)
                .map(TrustChecks::title)
                .collect(Collectors.joining(", "));
  }

  /** TLS trust and issuing trust are two things. */
  private Finding apart(List<Certificate> given) {
    Optional<Certificate> root = given.stream().filter(Certificate::isSelfSigned).findFirst();
    var leads = root.or(() -> given.stream().findFirst()).map(TrustChecks::title).orElse("nothing");
    boolean wrong = !known.trusted().issuers().isEmpty();
    return problem(
        "The server itself is trusted (TLS trust), but what it issues leads to "
            + leads
            + ", which "
            + (wrong ? "is not what --issuer has" : "your trust anchor does not vouch for")
            + " (issuing trust).",
        "Get the certificate of that CA from the people of the server and give it with --issuer FILE."
            + " If you take the server's word for it, --issuer-of-server"
            + root.map(one -> "; its SHA-256 is " + Fingerprint.of(one)).orElse("")
            + ".");
  }

  private static Finding problem(String what, String cure) {
    return Finding.problem(Check.ISSUING, what, cure);
  }
}
