package dev.crest.server.est;

import dev.crest.estwire.EstTarget;
import dev.crest.estwire.EstTarget.PolicySelector;
import dev.crest.estwire.MediaTypes;
import dev.crest.estwire.TransferEncoding;
import dev.crest.estwire.TransferEncoding.Lines;
import dev.crest.pkix.Certificate;
import dev.crest.pkix.CertsOnly;
import dev.crest.pkix.Der;
import dev.crest.server.listen.HttpReply;
import dev.crest.server.listen.HttpRequest;
import dev.crest.server.listen.HttpRequest.Header;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;

/** cacerts (RFC 7030 §4.1): the way up from the issuing CA to the root, for anyone who asks. */
final class CaCerts implements Operation {
  /** An hour: a new CA is announced much earlier than that before it is used (S-CACERTS-10). */
  private static final Header MAX_AGE = new Header("Cache-Control", "max-age=3600");

  /** The headers that decide the layout of the body, so that no cache mixes up two layouts. */
  private static final Header VARY = new Header("Vary", "Accept, User-Agent");

  private final Function<PolicySelector, List<Certificate>> certificates;

  CaCerts(Function<PolicySelector, List<Certificate>> certificates) {
    this.certificates = certificates;
  }

  @Override
  public HttpReply answer(HttpRequest request, EstTarget target) {
    var message = CertsOnly.write(certificates.apply(target.policy()));
    var lines = ReplyStyle.ofGet(request).lines();
    var tag = entityTag(message, lines);
    var etag = new Header("ETag", tag);
    if (isKnown(request, tag)) {
      return new HttpReply(304, List.of(etag, MAX_AGE, VARY), new byte[0], request.http10());
    }
    var type = Replies.contentType(MediaTypes.CERTS_ONLY);
    return new HttpReply(
        200,
        List.of(type, Replies.BASE64, etag, MAX_AGE, VARY),
        TransferEncoding.encode(message, lines),
        request.http10());
  }

  /** A strong tag (RFC 9110 §8.8.3), so the layout is part of it. */
  private static String entityTag(Der message, Lines lines) {
    var layout =
        switch (lines) {
          case WRAPPED -> "64";
          case ONE_LINE -> "1";
        };
    return "\"" + HexFormat.of().formatHex(message.sha256(), 0, 16) + "-" + layout + "\"";
  }

  /** RFC 9110 §13.1.2: weak comparison with a list of tags, or any by an asterisk. */
  private static boolean isKnown(HttpRequest request, String tag) {
    return request.headers().stream()
        .filter(header -> header.name().equalsIgnoreCase("If-None-Match"))
        .flatMap(header -> Arrays.stream(header.value().split(",")))
        .map(String::strip)
        .anyMatch(known -> known.equals("*") || known.equals(tag) || known.equals("W/" + tag));
  }
}
