package dev.crest.server.admin;

import dev.crest.pkix.KeyType;
import dev.crest.server.policy.CertificateManagementPolicy;
import dev.crest.server.policy.CertificateManagementPolicy.ChannelBinding;
import dev.crest.server.policy.CertificateManagementPolicy.KeypairGeneration;
import dev.crest.server.policy.CertificateManagementPolicy.Method;
import dev.crest.server.policy.CertificateManagementPolicy.Model;
import dev.crest.server.policy.CertificateManagementPolicy.Reenrollment;
import dev.crest.server.policy.Restrictions;
import dev.crest.server.refusal.Fault;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.AuthenticationPolicyRecord.Status;
import dev.crest.server.store.PolicyDraft;
import dev.crest.server.store.PolicyRecord;
import dev.crest.server.store.RestrictionsJson;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;

/** What the API takes and shows of certificate policies. Stateless. */
final class CertificatePolicyBodies {
  private CertificatePolicyBodies() {}

  /**
   * What a certificate policy is made of, in the order of the wizard. Few fields suffice: name,
   * division and profile, and an authentication policy for EST.
   *
   * @param divisionId cannot change
   * @param model {@code certificate_issuance} where nothing is said
   * @param methods {@code est} where nothing is said
   * @param authenticationPolicyId whose credentials authenticate
   * @param authorityId the issuing CA; the account's first where nothing is said
   * @param keypairGeneration {@code local} where nothing is said
   * @param labels aliases for the EST URLs
   * @param isDefault whether it serves the EST URLs without a label
   * @param reenrollment {@code keep_identity} where nothing is said
   * @param channelBinding {@code optional} where nothing is said
   * @param resubmissionWindow ten minutes where nothing is said, a day at most
   */
  record CertificatePolicyDraft(
      String name,
      String divisionId,
      Optional<Model> model,
      Set<Method> methods,
      Optional<String> authenticationPolicyId,
      String profileId,
      Optional<String> authorityId,
      Optional<KeypairGeneration> keypairGeneration,
      Optional<KeyType> defaultKeyType,
      Optional<Boolean> requesterChoosesKeyType,
      List<String> labels,
      Optional<Boolean> isDefault,
      Optional<RestrictionsBody> restrictions,
      Optional<Reenrollment> reenrollment,
      Optional<ChannelBinding> channelBinding,
      Optional<Duration> resubmissionWindow) {

    static CertificatePolicyDraft of(CertificateManagementPolicy policy) {
      return new CertificatePolicyDraft(
          policy.name(),
          policy.divisionId(),
          Optional.of(policy.model()),
          policy.methods(),
          policy.authenticationPolicyId(),
          policy.profileId(),
          Optional.of(policy.authorityId()),
          Optional.of(policy.keypairGeneration()),
          policy.defaultKeyType(),
          Optional.of(policy.requesterChoosesKeyType()),
          policy.labels(),
          Optional.of(policy.isDefault()),
          Optional.of(RestrictionsBody.of(policy.restrictions())),
          Optional.of(policy.reenrollment()),
          Optional.of(policy.channelBinding()),
          Optional.of(policy.resubmissionWindow()));
    }

    /**
     * @param usualAuthority the issuing CA where none is named
     * @param found takes what is wrong with the restrictions; the draft has none then
     */
    PolicyDraft stored(String usualAuthority, JsonMapper json, List<Fault> found) {
      var usual = PolicyDraft.forEst(name, divisionId, "", profileId, usualAuthority);
      return new PolicyDraft(
          name,
          divisionId,
          methods.isEmpty() ? usual.methods() : methods,
          model.orElse(usual.model()),
          labels,
          isDefault.orElse(false),
          authenticationPolicyId,
          restrictions.map(body -> body.stored(json, found)).orElse(usual.restrictions()),
          profileId,
          authorityId.orElse(usualAuthority),
          keypairGeneration.orElse(usual.keypairGeneration()),
          defaultKeyType,
          requesterChoosesKeyType.orElse(false),
          reenrollment.orElse(usual.reenrollment()),
          channelBinding.orElse(usual.channelBinding()),
          resubmissionWindow.orElse(usual.resubmissionWindow()));
    }
  }

  /**
   * Where from and when certificates may be asked for; what is left out restricts nothing.
   *
   * @param addresses blocks such as {@code 10.0.0.0/8}
   */
  record RestrictionsBody(
      List<String> addresses,
      Optional<HoursBody> hours,
      Optional<Instant> start,
      Optional<Instant> end) {
    static RestrictionsBody of(Restrictions restrictions) {
      return new RestrictionsBody(
          restrictions.addresses(),
          restrictions
              .hours()
              .map(hours ->
                  new HoursBody(
                      hours.zone().getId(),
                      hours.days().isEmpty() ? Set.of() : EnumSet.copyOf(hours.days()),
                      hours.from().toString(),
                      hours.to().toString())),
          restrictions.start(),
          restrictions.end());
    }

    Restrictions stored(JsonMapper json, List<Fault> found) {
      try {
        return RestrictionsJson.read(json.writeValueAsString(this));
      } catch (Refused refused) {
        found.addAll(refused.faults());
        return Restrictions.none();
      }
    }
  }

  /**
   * Days and hours.
   *
   * @param zone a time zone such as {@code Europe/Berlin}
   * @param days every day where none is named
   * @param from a time of day such as {@code 08:00}
   * @param to before {@code from} for a span over midnight
   */
  record HoursBody(String zone, Set<DayOfWeek> days, String from, String to) {}

  /**
   * A certificate policy as the API shows it.
   *
   * @param serving whether devices get certificates from it now: it and its profile are switched on
   * @param est its URLs, where EST is one of its methods; for a single policy only
   */
  record CertificatePolicyView(
      String id,
      String accountId,
      String divisionId,
      String name,
      Status status,
      boolean enabled,
      boolean serving,
      Model model,
      Set<Method> methods,
      Optional<String> authenticationPolicyId,
      String profileId,
      String authorityId,
      KeypairGeneration keypairGeneration,
      Optional<KeyType> defaultKeyType,
      boolean requesterChoosesKeyType,
      List<String> labels,
      boolean isDefault,
      RestrictionsBody restrictions,
      Reenrollment reenrollment,
      ChannelBinding channelBinding,
      Duration resubmissionWindow,
      Optional<EstUrls> est,
      long version,
      Instant createdAt,
      Instant updatedAt)
      implements HasVersion {
    static CertificatePolicyView of(PolicyRecord record, Optional<EstUrls> est) {
      var policy = record.policy();
      return new CertificatePolicyView(
          policy.id(),
          policy.accountId(),
          policy.divisionId(),
          policy.name(),
          record.status(),
          record.enabled(),
          policy.enabled() && !policy.deleted(),
          policy.model(),
          EnumSet.copyOf(policy.methods()),
          policy.authenticationPolicyId(),
          policy.profileId(),
          policy.authorityId(),
          policy.keypairGeneration(),
          policy.defaultKeyType(),
          policy.requesterChoosesKeyType(),
          policy.labels(),
          policy.isDefault(),
          RestrictionsBody.of(policy.restrictions()),
          policy.reenrollment(),
          policy.channelBinding(),
          policy.resubmissionWindow(),
          est,
          record.version(),
          record.createdAt(),
          record.updatedAt());
    }
  }
}
