package dev.crest.pkix;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Looks for a path from an end entity to an anchor, depth first, and judges each one found. For one
 * use by one thread.
 */
final class PathSearch {
  private static final int MAX_OTHERS = 10;
  // Ten certificates of one name and key make millions of paths, so what is bounded is the
  // signatures looked at.
  private static final int MAX_SIGNATURES = 32;

  private final List<Certificate> others;
  private final List<Certificate> anchors;
  private final Instant at;
  // The path so far, the end entity last.
  private final Deque<Certificate> path = new ArrayDeque<>();
  private int signatures;
  // What was wrong with the first path found, and with the first issuer of the right name.
  private Optional<String> judged = Optional.empty();
  private Optional<String> hint = Optional.empty();

  PathSearch(List<Certificate> others, List<Certificate> anchors, Instant at) {
    this.others = others.subList(0, Math.min(others.size(), MAX_OTHERS));
    this.anchors = anchors;
    this.at = at;
  }

  CertificationPath.Outcome from(Certificate endEntity) {
    path.push(endEntity);
    var found = extend();
    if (found.isPresent()) {
      return new CertificationPath.Outcome.Valid(found.get());
    }
    return new CertificationPath.Outcome.Invalid(
        judged.or(() -> hint).orElse("the certificate was not issued by a trusted CA"));
  }

  private Optional<List<Certificate>> extend() {
    var top = path.getFirst();
    for (var anchor : anchors) {
      if (issued(anchor, top)) {
        var outcome = judge(anchor);
        if (outcome.isPresent()) {
          return outcome;
        }
      }
    }
    for (var other : others) {
      if (!path.contains(other) && issued(other, top)) {
        path.push(other);
        var outcome = extend();
        if (outcome.isPresent()) {
          return outcome;
        }
        path.pop();
      }
    }
    return Optional.empty();
  }

  private Optional<List<Certificate>> judge(Certificate anchor) {
    var downwards = List.copyOf(path);
    var fault = new PathRules(anchor, downwards, at).fault();
    if (fault.isPresent()) {
      // The first path found is the one that the sender most likely meant.
      judged = judged.or(() -> fault);
      return Optional.empty();
    }
    var upwards = new ArrayDeque<Certificate>();
    downwards.forEach(upwards::push);
    upwards.add(anchor);
    return Optional.of(List.copyOf(upwards));
  }

  private boolean issued(Certificate issuer, Certificate subject) {
    if (!Names.same(issuer.subject(), subject.issuer())) {
      return false;
    }
    if (SignatureScheme.of(subject.signatureAlgorithm()).isEmpty()) {
      hint("was signed with an algorithm that is not accepted; SHA-256 is the least");
      return false;
    }
    if (identifiersFit(issuer, subject)
        && signatures++ < MAX_SIGNATURES
        && IssuanceMemory.verified(issuer, subject)) {
      return true;
    }
    hint("was not signed by the CA of its issuer's name: the key is another, or it was altered");
    return false;
  }

  private void hint(String sentence) {
    var title = path.size() == 1 ? "the certificate " : "a CA certificate above it ";
    hint = hint.or(() -> Optional.of(title + sentence));
  }

  // RFC 5280 §4.2.1.1: a hint for choosing among issuers, and cheaper than a signature.
  private static boolean identifiersFit(Certificate issuer, Certificate subject) {
    var wanted = subject.extensions().authorityKeyIdentifier();
    var found = issuer.extensions().subjectKeyIdentifier();
    return wanted.isEmpty() || found.isEmpty() || Arrays.equals(wanted.get(), found.get());
  }
}
