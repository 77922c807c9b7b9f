package dev.crest.cli.doctor;

import dev.crest.estclient.EstException;
import dev.crest.estclient.Fingerprint;
import dev.crest.estclient.Trust;
import dev.crest.pkix.Certificate;
import dev.crest.pkix.CertificationPath;
import dev.crest.pkix.CertificationPath.Outcome;
import dev.crest.pkix.Names;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Whether the server's own certificate leads to somebody who is trusted. */
final class TrustChecks {
  private static final String ANCHOR_FILE = "--trust-anchor FILE";
  private final Case known;

  TrustChecks(Case known) {
    this.known = known;
  }

  Finding chain() {
    var chain = ServerChain.of(known.server().chain());
    int size = chain.path().size();
    if (chain.rooted()) {
      return size > 1
          ? Finding.ok(Check.CHAIN, "complete: " + size + " certificates up to the root")
          : Finding.problem(
              Check.CHAIN,
              "The certificate of the server is self-signed: no CA vouches for it.",
              "The people of the server have to install a certificate of a CA, with the CA's"
                  + " certificate after it.");
    }
    var missing =
        ServerChain.signer(chain.top(), known.claimed()).filter(one -> !one.isSelfSigned());
    if (missing.isPresent() && !anchors().contains(missing.get())) {
      return Finding.problem(
          Check.CHAIN,
          "The server leaves out the intermediate certificate " + title(missing.get()) + ".",
          "The people of the server have to put it after the server's own certificate in the file"
              + " that is configured there. Until then give this intermediate itself with "
              + ANCHOR_FILE
              + ".");
    }
    return Finding.ok(
        Check.CHAIN,
        (size == 1 ? "1 certificate" : size + " certificates")
            + ", leading to "
            + chain.leadsToText());
  }

  private List<Certificate> anchors() {
    var all = new ArrayList<Certificate>();
    known
        .setup()
        .trust()
        .ifPresent(trust -> {
          all.addAll(trust.explicit());
          all.addAll(trust.implicit());
        });
    return all;
  }

  Finding trust() throws InterruptedException {
    if (known.setup().fingerprint().isPresent()) {
      return byFingerprint(known.setup().fingerprint().get());
    }
    if (known.setup().trust().isEmpty()) {
      return nobody();
    }
    var trust = known.setup().trust().get();
    known.trust = Optional.of(trust);
    return judged(trust);
  }

  private Finding byFingerprint(Fingerprint approved) throws InterruptedException {
    try {
      var found = known.stranger().build().bootstrap(approved).trust();
      var trust = known.setup().completing().apply(found);
      known.trust = Optional.of(trust);
      return judged(trust);
    } catch (EstException.Untrusted e) {
      return problem(
          "None of the CA certificates of the server has the fingerprint that you gave. They have: "
              + known.claimed().stream()
                  .limit(10)
                  .map(TrustChecks::printed)
                  .collect(Collectors.joining("; "))
              + ".",
          "Ask the people of the server which is right, by another way than this connection, and give"
              + " that with --fingerprint. If none of these is theirs, this is not their server.");
    } catch (EstException e) {
      return problem(
          "The server's CA certificates cannot be fetched: " + e.getMessage(),
          "Give a file with the CA certificate in place of its fingerprint: " + ANCHOR_FILE + ".");
    }
  }

  /** RFC 7030 §4.1.1: somebody has to say whom to trust. */
  private Finding nobody() {
    var chain = ServerChain.of(known.server().chain());
    var root = claimedAbove(chain);
    var what =
        "You do not say whom to trust. The server's certificate leads to "
            + chain.leadsToText()
            + (root.isEmpty() ? "" : ", whose root it gives in its cacerts")
            + ".";
    if (valid(Trust.system(), chain)) {
      return problem(
          what,
          "That is a CA which this machine trusts in general: give --system-trust. What the server"
              + " issues may be of another CA, see --issuer.");
    }
    if (root.isEmpty()) {
      return problem(
          what,
          "Get the certificate of that CA from the people of the server: " + ANCHOR_FILE + ".");
    }
    return problem(
            what,
            "Compare this fingerprint with the people of the server, by another way than this"
                + " connection. Only if it is the same, give it (or the file, with --trust-anchor):")
        .running("--fingerprint " + Fingerprint.of(root.get()));
  }

  private Optional<Certificate> claimedAbove(ServerChain chain) {
    return known.claimedRoot().filter(root -> valid(Trust.anchors(List.of(root)), chain));
  }

  private Finding judged(Trust trust) {
    var chain = ServerChain.of(known.server().chain());
    var anchors = new ArrayList<>(trust.explicit());
    anchors.addAll(trust.implicit());
    var outcome =
        CertificationPath.validate(chain.path().getFirst(), others(trust), anchors, moment(chain));
    return switch (outcome) {
      case Outcome.Valid(var path) ->
          Finding.ok(
              Check.TRUST,
              "leads to "
                  + (trust.explicit().contains(path.getLast())
                      ? "your trust anchor "
                      : "a CA that this machine trusts: ")
                  + title(path.getLast()));
      case Outcome.Invalid(var reason) -> untrusted(trust, chain, reason);
    };
  }

  private List<Certificate> others(Trust trust) {
    var others = new ArrayList<>(known.server().chain().stream().skip(1).toList());
    others.addAll(trust.intermediates());
    // What is missing of the chain is said once, by that check.
    others.addAll(known.claimed().stream().filter(one -> !one.isSelfSigned()).toList());
    return others;
  }

  private boolean valid(Trust trust, ServerChain chain) {
    var anchors = new ArrayList<>(trust.explicit());
    anchors.addAll(trust.implicit());
    return CertificationPath.validate(
            chain.path().getFirst(), others(trust), anchors, moment(chain))
        instanceof Outcome.Valid;
  }

  /**
   * The time of the server's certificate is another check: here it is one at which that is good.
   */
  private Instant moment(ServerChain chain) {
    var certificate = chain.path().getFirst();
    var now = known.now();
    if (now.isBefore(certificate.notBefore())) {
      return certificate.notBefore();
    }
    return now.isAfter(certificate.notAfter()) ? certificate.notAfter() : now;
  }

  private Finding untrusted(Trust trust, ServerChain chain, String reason) {
    var leads = "The server's certificate leads to " + chain.leadsToText();
    var given = trust.explicit();
    if (given.isEmpty()) {
      return onlySystem(chain, leads);
    }
    if (given.stream().noneMatch(Certificate::isAuthority)) {
      return problem(
          "The trust anchor that you gave is no CA certificate: " + titles(given) + ".",
          "Give the certificate of the CA that issued the server's, " + chain.leadsToText() + ".");
    }
    if (given.stream().anyMatch(one -> Names.same(one.subject(), chain.leadsTo()))
        && ServerChain.signer(chain.top(), given).isEmpty()) {
      return problem(
          leads + ". Your trust anchor has the same name, but another key.",
          "It is from before or after the CA was made anew: get the present one from the people of the"
              + " server.");
    }
    if (given.stream().anyMatch(known.claimed()::contains)) {
      return mixedUp(chain, leads);
    }
    if (valid(Trust.system(), chain)) {
      return problem(
          leads + ", a public CA, and not to your trust anchor " + titles(given) + ".",
          "Give --system-trust. If your anchor is of the CA that issues to devices, give it with"
              + " --issuer FILE.");
    }
    return problem(
        "%s, and not to your trust anchor %s (%s).".formatted(leads, titles(given), reason),
        "Check that the URL is of the right server, and get its CA certificate: "
            + ANCHOR_FILE
            + ".");
  }

  private Finding onlySystem(ServerChain chain, String leads) {
    var root = claimedAbove(chain);
    var finding =
        problem(
            leads + ", which is none of the CAs that this machine trusts.",
            "It is a CA of its own: give its certificate with "
                + ANCHOR_FILE
                + root.map(_ ->
                        ", or its fingerprint, after comparing it with the people of the server by"
                            + " another way:")
                    .orElse("."));
    return root.map(one -> finding.running("--fingerprint " + Fingerprint.of(one))).orElse(finding);
  }

  /** The anchor that was given is right, but for something else. */
  private Finding mixedUp(ServerChain chain, String leads) {
    boolean isPublic = valid(Trust.system(), chain);
    return problem(
        leads
            + ". Your trust anchor is of the CA that issues to devices (issuing trust), not of the one"
            + " that vouches for the server (TLS trust).",
        "Give your file with --issuer FILE, and for the server "
            + (isPublic ? "--system-trust." : "the root of its own CA with " + ANCHOR_FILE + "."));
  }

  private static Finding problem(String what, String cure) {
    return Finding.problem(Check.TRUST, what, cure);
  }

  static String title(Certificate certificate) {
    return "\"" + Names.text(certificate.subject()) + "\"";
  }

  private static String titles(List<Certificate> certificates) {
    return certificates.stream().limit(5).map(TrustChecks::title).collect(Collectors.joining(", "));
  }

  static String printed(Certificate certificate) {
    return title(certificate) + " SHA-256 " + Fingerprint.of(certificate);
  }
}
