package dev.crest.server.est;

import dev.crest.estwire.EstTarget;
import dev.crest.estwire.EstTarget.PolicySelector;
import dev.crest.estwire.TransferEncoding;
import dev.crest.server.listen.HttpReply;
import dev.crest.server.listen.HttpRequest;
import dev.crest.server.policy.CertificateManagementPolicy;
import java.util.function.Function;

/**
 * csrattrs (RFC 8951 §4, RFC 9908): what a certification request should hold, for anyone who asks.
 * Where nothing is asked for, that is said by an empty list.
 */
final class CsrAttrs implements Operation {
  private final Function<PolicySelector, CertificateManagementPolicy> policies;

  CsrAttrs(Function<PolicySelector, CertificateManagementPolicy> policies) {
    this.policies = policies;
  }

  @Override
  public HttpReply answer(HttpRequest request, EstTarget target) {
    var attributes = AdvertisedAttributes.of(policies.apply(target.policy())).write();
    var lines = ReplyStyle.ofGet(request).lines();
    return Replies.csrAttributes(request, TransferEncoding.encode(attributes, lines));
  }
}
