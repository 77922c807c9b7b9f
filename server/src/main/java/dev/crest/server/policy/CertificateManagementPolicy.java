package dev.crest.server.policy;

import dev.crest.ca.profile.Profile;
import dev.crest.pkix.KeyType;
import dev.crest.server.auth.Credential;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A certificate management policy with what enrolment needs of its neighbours, as one immutable
 * snapshot.
 *
 * @param id {@code IOT_} and a UUID
 * @param name unique in the account
 * @param divisionId the division it belongs to
 * @param accountId the account
 * @param enabled disabled and deleted policies answer like unknown ones
 * @param deleted soft-deleted
 * @param methods how certificates are asked for
 * @param model what it is for
 * @param labels aliases for {@code /.well-known/est/<label>/…}
 * @param isDefault whether it serves {@code /.well-known/est/<op>}
 * @param authenticationPolicyId its credentials; empty where no method needs any
 * @param restrictions where from and when
 * @param profileId the end-entity profile's id
 * @param profile its content
 * @param authorityId the issuing CA
 * @param keypairGeneration where keys are made
 * @param defaultKeyType for server-side keys; empty for the profile's preferred
 * @param requesterChoosesKeyType whether a server-side key's type may be asked for
 * @param reenrollment how simplereenroll treats names
 * @param channelBinding RFC 7030 §3.5
 * @param resubmissionWindow how long a repeated request gets the same certificate
 */
public record CertificateManagementPolicy(
    String id,
    String name,
    String divisionId,
    String accountId,
    boolean enabled,
    boolean deleted,
    Set<Method> methods,
    Model model,
    List<String> labels,
    boolean isDefault,
    Optional<String> authenticationPolicyId,
    Restrictions restrictions,
    String profileId,
    Profile profile,
    String authorityId,
    KeypairGeneration keypairGeneration,
    Optional<KeyType> defaultKeyType,
    boolean requesterChoosesKeyType,
    Reenrollment reenrollment,
    ChannelBinding channelBinding,
    Duration resubmissionWindow) {

  /** Whether a credential is one of this policy's. */
  public boolean accepts(Credential credential) {
    return authenticationPolicyId.filter(credential.authenticationPolicyId()::equals).isPresent();
  }

  /** Returns the same with the credentials of another authentication policy. */
  public CertificateManagementPolicy authenticatedBy(String otherAuthenticationPolicyId) {
    return new CertificateManagementPolicy(
        id,
        name,
        divisionId,
        accountId,
        enabled,
        deleted,
        methods,
        model,
        labels,
        isDefault,
        Optional.of(otherAuthenticationPolicyId),
        restrictions,
        profileId,
        profile,
        authorityId,
        keypairGeneration,
        defaultKeyType,
        requesterChoosesKeyType,
        reenrollment,
        channelBinding,
        resubmissionWindow);
  }

  /** Certificate management methods. */
  public enum Method {
    EST,
    SINGLE_REQUEST,
    BATCH_REQUEST
  }

  /** Certificate management models. */
  public enum Model {
    /** Needs an Essentials licence. */
    CERTIFICATE_ISSUANCE,
    /** Needs an Advanced licence. */
    DEVICE_LIFECYCLE
  }

  /** Where key pairs are made. */
  public enum KeypairGeneration {
    LOCAL,
    SERVER_SIDE,
    CUSTOMIZABLE
  }

  /** How simplereenroll treats the names in the CSR. */
  public enum Reenrollment {
    /** The CSR's names are ignored, the old certificate's kept. */
    KEEP_IDENTITY,
    /** RFC 7030 §4.2.2: subject and SAN must be identical. */
    RFC_7030
  }

  /**
   * Whether requests must be linked to the TLS session (RFC 7030 §3.5). A wrong value is refused in
   * either case.
   */
  public enum ChannelBinding {
    OPTIONAL,
    REQUIRED
  }
}
