package dev.crest.cli.doctor;

import dev.crest.pkix.Certificate;
import dev.crest.pkix.Names;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;

/**
 * How far the certificates that a server presents lead up.
 *
 * @param path its own certificate, then the one that signed it, and so on
 */
record ServerChain(List<Certificate> path) {
  private static final int LONGEST = 10;

  static ServerChain of(List<Certificate> presented) {
    var path = new ArrayList<Certificate>();
    path.add(presented.getFirst());
    while (path.size() < LONGEST && !path.getLast().isSelfSigned()) {
      var next = signer(path.getLast(), presented).filter(one -> !path.contains(one));
      if (next.isEmpty()) {
        break;
      }
      path.add(next.get());
    }
    return new ServerChain(List.copyOf(path));
  }

  /** Returns which of some certificates signed one. */
  static Optional<Certificate> signer(Certificate of, Collection<Certificate> among) {
    return among.stream()
        .filter(one -> Names.same(one.subject(), of.issuer()) && of.isSignedBy(one))
        .findFirst();
  }

  Certificate top() {
    return path.getLast();
  }

  /** Whether it reaches a root. */
  boolean rooted() {
    return top().isSelfSigned();
  }

  /** Returns the name of the CA that it leads to. */
  X500Name leadsTo() {
    return top().issuer();
  }

  String leadsToText() {
    return "\"" + Names.text(leadsTo()) + "\"";
  }
}
