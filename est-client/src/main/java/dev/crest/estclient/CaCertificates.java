package dev.crest.estclient;

import dev.crest.pkix.Certificate;
import java.time.Instant;
import java.util.List;

/**
 * What came of cacerts (RFC 7030 §4.1), judged. Immutable.
 *
 * @param provenance which anchors vouched for the server that gave them
 * @param anchors those that are trusted: known ones that the server gave again, and new roots that
 *     known ones vouch for
 * @param intermediates CA certificates with a path to an anchor
 * @param ignored what is not believed, such as roots that nothing known vouches for
 * @param trust whom to trust from now on: to be kept, and given to the next client
 * @param refreshAt when to ask again, well before the first of them expires (RFC 7030 §4.1.2)
 */
public record CaCertificates(
    Provenance provenance,
    List<Certificate> anchors,
    List<Certificate> intermediates,
    List<Certificate> ignored,
    Trust trust,
    Instant refreshAt) {
  public CaCertificates {
    anchors = List.copyOf(anchors);
    intermediates = List.copyOf(intermediates);
    ignored = List.copyOf(ignored);
  }
}
