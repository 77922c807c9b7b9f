package dev.crest.server.admin;

import dev.crest.ca.profile.Include;
import dev.crest.ca.profile.Profile;
import dev.crest.ca.profile.Profile.Source;
import dev.crest.pkix.KeyType;
import dev.crest.server.access.Permission;
import dev.crest.server.audit.AuditEvent.Outcome;
import dev.crest.server.audit.ChainedEvent;
import dev.crest.server.decode.ReadableCsrAttribute;
import dev.crest.server.est.AdvertisedAttributes;
import dev.crest.server.policy.CertificateManagementPolicy;
import dev.crest.server.policy.CertificateManagementPolicy.ChannelBinding;
import dev.crest.server.policy.CertificateManagementPolicy.KeypairGeneration;
import dev.crest.server.refusal.Fault;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.CertificateManagementPolicies;
import dev.crest.server.store.EnrollmentFeed;
import dev.crest.server.store.EnrollmentFeed.News;
import dev.crest.server.store.Reach;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What somebody needs who enrols devices under a certificate policy, and watches them come. */
@RestController
@RequestMapping("/api/v1/certificate-policies/{id}")
@Tag(name = "Certificate policies")
final class CertificatePolicyGuideController {
  private static final int MOST = 200;

  private final CertificateManagementPolicies policies;
  private final EnrollmentFeed feed;

  CertificatePolicyGuideController(CertificateManagementPolicies policies, EnrollmentFeed feed) {
    this.policies = policies;
    this.feed = feed;
  }

  /**
   * A subject attribute that a request may have.
   *
   * @param name such as {@code subject.common_name}
   * @param oid dotted
   * @param asked whether the request itself must bring it: nothing else supplies it
   * @param sources where the value may come from, the first that has one being it
   */
  record RequestedSubject(
      String name,
      String oid,
      Include include,
      boolean asked,
      Set<Source> sources,
      Optional<String> fixedValue,
      Optional<String> deviceAttribute) {}

  /** A form of subject alternative names that a request may have, {@code most} of them. */
  record RequestedSan(
      String type,
      Include include,
      boolean asked,
      int most,
      Set<Source> sources,
      Optional<String> fixedValue,
      Optional<String> deviceAttribute) {}

  /** A type of key that a request may have. */
  record RequestedKey(KeyType type, String title, boolean preferred) {}

  /**
   * What a certification request has to be like.
   *
   * @param commonNameToDns whether a common name that is a host name becomes a DNS name too
   * @param dropsUnlisted whether names that are not allowed are left out rather than refused
   */
  record RequestShape(
      List<RequestedSubject> subject,
      List<RequestedSan> subjectAltNames,
      List<RequestedKey> keys,
      KeypairGeneration keypairGeneration,
      ChannelBinding channelBinding,
      boolean commonNameToDns,
      boolean dropsUnlisted) {}

  /**
   * What csrattrs says of a policy.
   *
   * @param der as it is sent, in base64 without line breaks
   * @param attributes the same in words
   * @param request all that the policy allows and requires, also what csrattrs does not say
   */
  record CsrAttributesView(
      String der, List<ReadableCsrAttribute> attributes, RequestShape request) {}

  @GetMapping("/csrattrs")
  @Requires(Permission.POLICY_READ)
  @Operation(
      operationId = "getCertificatePolicyCsrattrs",
      summary = "Show what requests of a certificate policy have to be like: csrattrs, and more")
  CsrAttributesView csrattrs(Reach reach, @PathVariable String id) {
    var policy = existing(reach, id);
    var answer = AdvertisedAttributes.of(policy);
    return new CsrAttributesView(
        Base64.getEncoder().encodeToString(answer.write().bytes()),
        ReadableCsrAttribute.of(answer),
        shape(policy));
  }

  private CertificateManagementPolicy existing(Reach reach, String id) {
    return policies
        .find(reach, id)
        .orElseThrow(() ->
            Refused.of(
                Kind.NOT_FOUND,
                "certificate-management-policy-unknown",
                "There is no such certificate policy."))
        .policy();
  }

  private static RequestShape shape(CertificateManagementPolicy policy) {
    var profile = policy.profile();
    return new RequestShape(
        profile.subject().stream()
            .filter(rule -> rule.include() != Include.NO)
            .map(CertificatePolicyGuideController::subject)
            .toList(),
        profile.subjectAltNames().stream()
            .filter(rule -> rule.include() != Include.NO)
            .map(CertificatePolicyGuideController::san)
            .toList(),
        profile.keys().allowed().stream()
            .map(type -> new RequestedKey(type, type.title(), type == profile.keys().preferred()))
            .toList(),
        policy.keypairGeneration(),
        policy.channelBinding(),
        profile.commonNameToDns(),
        profile.dropUnlisted());
  }

  private static RequestedSubject subject(Profile.SubjectRule rule) {
    return new RequestedSubject(
        rule.attribute().field(),
        rule.attribute().oid().getId(),
        rule.include(),
        asked(rule.include(), rule.sources()),
        new TreeSet<>(rule.sources()),
        rule.fixedValue(),
        rule.deviceAttribute());
  }

  private static RequestedSan san(Profile.SanRule rule) {
    return new RequestedSan(
        rule.type().field(),
        rule.include(),
        asked(rule.include(), rule.sources()),
        rule.most(),
        new TreeSet<>(rule.sources()),
        rule.fixedValue(),
        rule.deviceAttribute());
  }

  private static boolean asked(Include include, Set<Source> sources) {
    return include == Include.REQUIRED
        && sources.contains(Source.CSR)
        && !sources.contains(Source.FIXED_VALUE);
  }

  /**
   * What became of a request.
   *
   * @param operation such as {@code simpleenroll}; {@code request} and {@code renew} for people and
   *     programs
   * @param faults what was wrong with it, as the device was told
   * @param subject RFC 4514 text, of what was issued
   * @param address where it came from
   */
  record EnrollmentNews(
      String id,
      Instant at,
      String operation,
      Outcome outcome,
      Optional<String> reason,
      Optional<String> faults,
      Optional<String> subject,
      Optional<String> serialNumber,
      Optional<String> certificateId,
      Optional<String> deviceId,
      Optional<String> deviceName,
      Optional<String> credentialId,
      Optional<String> credentialName,
      String actor,
      Optional<String> address,
      Optional<String> requestId) {
    static EnrollmentNews of(ChainedEvent chained, News news) {
      var event = chained.event();
      var details = event.details();
      var device = Optional.ofNullable(details.get("device"));
      var credential = Optional.ofNullable(details.get("credential"));
      return new EnrollmentNews(
          chained.node() + ":" + chained.sequence(),
          event.at(),
          event.action().substring(event.action().indexOf('.') + 1),
          event.outcome(),
          event.reason(),
          Optional.ofNullable(details.get("faults")),
          Optional.ofNullable(details.get("subject")),
          Optional.ofNullable(details.get("serialNumber")),
          event
              .resourceId()
              .filter(_ -> event.resourceType().filter("certificate"::equals).isPresent()),
          device,
          device.map(news.devices()::get),
          credential,
          credential.map(news.credentials()::get),
          event.actor(),
          event.address(),
          event.requestId());
    }
  }

  /**
   * The latest of a policy.
   *
   * @param items the newest first
   * @param after give it with the next request to get only what is newer
   */
  record EnrollmentFeedView(List<EnrollmentNews> items, String after) {}

  @GetMapping("/enrollments")
  @Requires(Permission.CERTIFICATE_READ)
  @Operation(
      operationId = "listCertificatePolicyEnrollments",
      summary = "Follow the enrolments and refusals of a certificate policy, the newest first",
      description = "Ask again with `after` of the last answer to get only what is newer.")
  EnrollmentFeedView enrollments(
      Reach reach,
      @PathVariable String id,
      @Parameter(description = "The after of an earlier answer.") @RequestParam
          Optional<String> after,
      @Parameter(description = "Most items, 1 to 200.") @RequestParam(defaultValue = "50")
          int limit) {
    var policy = existing(reach, id);
    if (limit < 1 || limit > MOST) {
      throw Refused.of(
          Kind.INVALID,
          "list-query",
          List.of(Fault.of("limit", "must be a whole number from 1 to " + MOST)));
    }
    var news = feed.latest(policy.id(), after, limit);
    return new EnrollmentFeedView(
        news.events().stream().map(event -> EnrollmentNews.of(event, news)).toList(), news.after());
  }
}
