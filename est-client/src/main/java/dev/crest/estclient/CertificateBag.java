package dev.crest.estclient;

import dev.crest.estclient.ServerJudge.Verdict;
import dev.crest.pkix.Certificate;
import dev.crest.pkix.CertificationPath;
import dev.crest.pkix.CertificationPath.Outcome;
import dev.crest.pkix.Names;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Judges the certificates of a cacerts answer, which come in any order (C-CACERTS-05). A root is
 * believed because a known one vouches for it by a link certificate (NewWithOld or OldWithNew, RFC
 * 4210 §4.4), never for lying in the bag.
 */
final class CertificateBag {
  private final List<Certificate> roots;
  private final List<Certificate> others;
  private final InstantSource clock;

  CertificateBag(List<Certificate> certificates, InstantSource clock) {
    var distinct = certificates.stream().distinct().toList();
    this.roots = distinct.stream().filter(one -> one.isAuthority() && one.isSelfSigned()).toList();
    // Link certificates first: of many certificates a search for a path looks at the first ten.
    this.others =
        distinct.stream()
            .filter(one -> !roots.contains(one))
            .sorted(Comparator.comparing(one -> !Names.same(one.subject(), one.issuer())))
            .toList();
    this.clock = clock;
  }

  /**
   * Judges what a verified server gave.
   *
   * @throws EstException.Unacceptable if the server is to say whom to trust, and that is ambiguous
   */
  CaCertificates judge(Trust trust, Verdict server) throws EstException.Unacceptable {
    var explicit = vouched(trust.explicit());
    var issuers = vouched(trust.issuers());
    boolean implicit = server.provenance() == Provenance.IMPLICIT;
    if (issuers.isEmpty()
        && (implicit || (trust.serversIssuers() && related(explicit).isEmpty()))) {
      issuers = vouched(List.of(top()));
    }
    var updated = trust.with(explicit, issuers);
    if (implicit) {
      updated = own(updated, server);
    }
    return result(updated, server.provenance());
  }

  /** Judges what an unverified server gave, by a fingerprint that somebody approved (C-TA-05). */
  CaCertificates judge(Fingerprint approved) throws EstException.Untrusted {
    var all = new ArrayList<>(roots);
    all.addAll(others);
    var anchor =
        all.stream()
            .filter(one -> one.isAuthority() && approved.matches(one))
            .findFirst()
            .orElseThrow(() ->
                new EstException.Untrusted(
                    "none of the server's CA certificates has the fingerprint "
                        + approved
                        + "; they have: "
                        + String.join(
                            ", ", all.stream().limit(10).map(CertificateBag::title).toList())));
    return result(Trust.anchors(vouched(List.of(anchor))), Provenance.FINGERPRINT);
  }

  private static String title(Certificate certificate) {
    return Fingerprint.of(certificate) + " (" + Names.text(certificate.subject()) + ")";
  }

  /**
   * Under implicit trust the server's CA becomes explicitly trusted (C-TA-07), and implicit trust
   * ends where the server itself is of that CA.
   */
  private Trust own(Trust trust, Verdict server) {
    var outcome =
        CertificationPath.validate(
            server.chain().getFirst(),
            together(server.chain().subList(1, server.chain().size()), others),
            trust.issuing(),
            clock.instant());
    return outcome instanceof Outcome.Valid
        ? trust.with(trust.issuing(), List.of()).withoutImplicit()
        : trust;
  }

  /** Returns known anchors together with the roots that they vouch for, directly or in turn. */
  private List<Certificate> vouched(List<Certificate> known) {
    if (known.isEmpty()) {
      return known;
    }
    var anchors = new ArrayList<>(known);
    boolean more = true;
    while (more) {
      more = false;
      for (var root : roots) {
        if (!anchors.contains(root) && linked(root, anchors)) {
          anchors.add(root);
          more = true;
        }
      }
    }
    return List.copyOf(anchors);
  }

  private boolean linked(Certificate root, List<Certificate> anchors) {
    return others.stream()
        .anyMatch(link ->
            link.publicKeyInfo().equals(root.publicKeyInfo())
                && Names.same(link.subject(), root.subject())
                && trusted(link, anchors));
  }

  private boolean trusted(Certificate authority, List<Certificate> anchors) {
    return CertificationPath.validateAuthority(authority, others, anchors, clock.instant())
        instanceof Outcome.Valid;
  }

  /** Returns what of the bag has to do with the anchors. */
  private List<Certificate> related(List<Certificate> anchors) {
    var related = new ArrayList<>(roots.stream().filter(anchors::contains).toList());
    others.stream()
        .filter(one -> one.isAuthority() && (anchors.contains(one) || trusted(one, anchors)))
        .forEach(related::add);
    return related;
  }

  /** Returns the one CA certificate that all others of the bag hang on. */
  private Certificate top() throws EstException.Unacceptable {
    var candidates = roots.isEmpty() ? tops() : roots;
    var newest =
        candidates.stream()
            .max(Comparator.comparing(Certificate::notBefore))
            .orElseThrow(() -> new EstException.Unacceptable("the server gives no CA certificate"));
    if (!vouched(List.of(newest)).containsAll(candidates)) {
      throw new EstException.Unacceptable(
          "the server gives several CA certificates that have nothing to do with each other, so that"
              + " one has to be chosen: "
              + String.join(
                  ", ", candidates.stream().limit(10).map(CertificateBag::title).toList()));
    }
    return newest;
  }

  private List<Certificate> tops() {
    return others.stream()
        .filter(Certificate::isAuthority)
        .filter(
            one -> others.stream().noneMatch(other -> !other.equals(one) && one.isSignedBy(other)))
        .toList();
  }

  private CaCertificates result(Trust trust, Provenance provenance) {
    var anchors = trust.issuing();
    var related = related(anchors);
    var given = related.stream().filter(anchors::contains).toList();
    var between = related.stream().filter(one -> !anchors.contains(one)).toList();
    var ignored = together(roots, others).stream().filter(one -> !related.contains(one)).toList();
    return new CaCertificates(
        provenance, given, between, ignored, trust.withIntermediates(between), refreshAt(related));
  }

  /** A tenth of its lifetime before the first one expires. */
  private Instant refreshAt(List<Certificate> certificates) {
    return certificates.stream()
        .map(one ->
            one.notAfter().minus(Duration.between(one.notBefore(), one.notAfter()).dividedBy(10)))
        .min(Comparator.naturalOrder())
        .orElseGet(clock::instant);
  }

  private static List<Certificate> together(List<Certificate> one, List<Certificate> other) {
    var both = new ArrayList<>(one);
    both.addAll(other);
    return both;
  }
}
