package dev.crest.server.store;

import dev.crest.pkix.KeyType;
import dev.crest.server.policy.CertificateManagementPolicy;
import dev.crest.server.policy.CertificateManagementPolicy.ChannelBinding;
import dev.crest.server.policy.CertificateManagementPolicy.KeypairGeneration;
import dev.crest.server.policy.CertificateManagementPolicy.Method;
import dev.crest.server.policy.CertificateManagementPolicy.Model;
import dev.crest.server.policy.CertificateManagementPolicy.Reenrollment;
import dev.crest.server.policy.Restrictions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is to become a certificate management policy. The fields are those of {@link
 * dev.crest.server.policy.CertificateManagementPolicy}.
 */
public record PolicyDraft(
    String name,
    String divisionId,
    Set<Method> methods,
    Model model,
    List<String> labels,
    boolean isDefault,
    Optional<String> authenticationPolicyId,
    Restrictions restrictions,
    String profileId,
    String authorityId,
    KeypairGeneration keypairGeneration,
    Optional<KeyType> defaultKeyType,
    boolean requesterChoosesKeyType,
    Reenrollment reenrollment,
    ChannelBinding channelBinding,
    Duration resubmissionWindow) {

  /**
   * Returns a draft for EST with the defaults: certificate issuance, keys made by the client,
   * lenient renewal, optional channel binding, ten minutes for repeated requests; no label.
   */
  public static PolicyDraft forEst(
      String name,
      String divisionId,
      String authenticationPolicyId,
      String profileId,
      String authorityId) {
    return new PolicyDraft(
        name,
        divisionId,
        Set.of(Method.EST),
        Model.CERTIFICATE_ISSUANCE,
        List.of(),
        false,
        Optional.of(authenticationPolicyId),
        Restrictions.none(),
        profileId,
        authorityId,
        KeypairGeneration.LOCAL,
        Optional.empty(),
        false,
        Reenrollment.KEEP_IDENTITY,
        ChannelBinding.OPTIONAL,
        Duration.ofMinutes(10));
  }

  /** Returns the draft that would leave a policy as it is. */
  public static PolicyDraft of(CertificateManagementPolicy policy) {
    return new PolicyDraft(
        policy.name(),
        policy.divisionId(),
        policy.methods(),
        policy.model(),
        policy.labels(),
        policy.isDefault(),
        policy.authenticationPolicyId(),
        policy.restrictions(),
        policy.profileId(),
        policy.authorityId(),
        policy.keypairGeneration(),
        policy.defaultKeyType(),
        policy.requesterChoosesKeyType(),
        policy.reenrollment(),
        policy.channelBinding(),
        policy.resubmissionWindow());
  }

  /** Returns the same under labels, and as the default policy or not. */
  public PolicyDraft servedAt(List<String> otherLabels, boolean asDefault) {
    return new PolicyDraft(
        name,
        divisionId,
        methods,
        model,
        otherLabels,
        asDefault,
        authenticationPolicyId,
        restrictions,
        profileId,
        authorityId,
        keypairGeneration,
        defaultKeyType,
        requesterChoosesKeyType,
        reenrollment,
        channelBinding,
        resubmissionWindow);
  }

  /** Returns the same with another way of making keys. */
  public PolicyDraft withKeys(
      KeypairGeneration generation, Optional<KeyType> keyType, boolean requesterChooses) {
    return new PolicyDraft(
        name,
        divisionId,
        methods,
        model,
        labels,
        isDefault,
        authenticationPolicyId,
        restrictions,
        profileId,
        authorityId,
        generation,
        keyType,
        requesterChooses,
        reenrollment,
        channelBinding,
        resubmissionWindow);
  }

  /** Returns the same for another model and other methods. */
  public PolicyDraft managing(Model otherModel, Set<Method> otherMethods) {
    return new PolicyDraft(
        name,
        divisionId,
        otherMethods,
        otherModel,
        labels,
        isDefault,
        authenticationPolicyId,
        restrictions,
        profileId,
        authorityId,
        keypairGeneration,
        defaultKeyType,
        requesterChoosesKeyType,
        reenrollment,
        channelBinding,
        resubmissionWindow);
  }

  /** Returns the same with other rules for requests. */
  public PolicyDraft judging(
      Restrictions otherRestrictions,
      Reenrollment renewal,
      ChannelBinding binding,
      Duration window) {
    return new PolicyDraft(
        name,
        divisionId,
        methods,
        model,
        labels,
        isDefault,
        authenticationPolicyId,
        otherRestrictions,
        profileId,
        authorityId,
        keypairGeneration,
        defaultKeyType,
        requesterChoosesKeyType,
        renewal,
        binding,
        window);
  }
}
