package dev.crest.server.csr;

import dev.crest.ca.profile.SubjectAttribute;
import dev.crest.pkix.Names;
import dev.crest.server.auth.Caller.CertificateHolder;
import dev.crest.server.auth.Credential.Proof.AuthenticationAuthority;
import java.util.List;

/**
 * Where an authentication CA binds names, its certificates can ask only for their own common name:
 * one device of a vendor cannot enrol as another.
 */
final class NameBinding implements Check {
  @Override
  public void examine(Submission submission, Draft draft) {
    var grant = submission.grant();
    if (grant.credential().isEmpty()
        || !(grant.credential().get().kind() instanceof AuthenticationAuthority authority)
        || !authority.bindName()) {
      return;
    }
    var field = SubjectAttribute.COMMON_NAME.field();
    boolean bound =
        grant.caller() instanceof CertificateHolder holder
            && Names.first(holder.certificate().subject(), SubjectAttribute.COMMON_NAME.oid())
                .map(String::strip)
                .filter(name -> draft.values(field).equals(List.of(name)))
                .isPresent();
    if (!bound) {
      draft.fault(
          "name-not-bound", field, "The common name must be that of the client certificate.");
    }
  }
}
