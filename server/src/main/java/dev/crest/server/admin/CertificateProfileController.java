package dev.crest.server.admin;

import dev.crest.ca.profile.Profile;
import dev.crest.pkix.Certificate;
import dev.crest.pkix.Pem;
import dev.crest.server.access.Permission;
import dev.crest.server.decode.ReadableCertificate;
import dev.crest.server.hierarchy.ExampleIssuance;
import dev.crest.server.policy.ProfilePreview;
import dev.crest.server.policy.ProfilePreview.PreviewLine;
import dev.crest.server.policy.ProfileWarnings;
import dev.crest.server.policy.ProfileWarnings.ProfileWarning;
import dev.crest.server.refusal.Fault;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.Actor;
import dev.crest.server.store.AuthorityCatalog;
import dev.crest.server.store.CertificateManagementPolicies;
import dev.crest.server.store.ListQuery;
import dev.crest.server.store.Page;
import dev.crest.server.store.ProfileJson;
import dev.crest.server.store.Profiles;
import dev.crest.server.store.Profiles.Draft;
import dev.crest.server.store.Profiles.ProfileRecord;
import dev.crest.server.store.Reach;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Certificate profiles: what certificates look like. */
@RestController
@RequestMapping("/api/v1/certificate-profiles")
@Tag(name = "Certificate profiles")
final class CertificateProfileController {
  private static final String NOTHING = "{}";

  private final Profiles profiles;
  private final AuthorityCatalog authorities;
  private final CertificateManagementPolicies policies;
  private final ExampleIssuance examples;
  private final InstantSource clock;

  CertificateProfileController(
      Profiles profiles,
      AuthorityCatalog authorities,
      CertificateManagementPolicies policies,
      ExampleIssuance examples,
      InstantSource clock) {
    this.profiles = profiles;
    this.authorities = authorities;
    this.policies = policies;
    this.examples = examples;
    this.clock = clock;
  }

  /**
   * What a profile is made of.
   *
   * @param template the id of a template, or the key of a shipped one such as {@code
   *     device-tls-client}; it cannot be changed afterwards
   * @param content what is to be otherwise than in the template
   * @param divisions which divisions may use it; none means all
   */
  record CertificateProfileDraft(
      String name,
      Optional<String> description,
      String template,
      @Schema(implementation = ProfileContent.class) Optional<JsonNode> content,
      Set<String> divisions) {}

  /**
   * What a profile would be made of, and what the example is to be like.
   *
   * @param authorityId the CA that would issue; without it the first one that issues
   * @param names values of the example by field, such as {@code subject.common_name} and {@code
   *     san.dns_name}; what is not given is made up
   */
  record CertificateProfileSketch(
      String template,
      @Schema(implementation = ProfileContent.class) Optional<JsonNode> content,
      Optional<String> authorityId,
      Map<String, String> names) {}

  /**
   * A profile as the API shows it.
   *
   * @param divisions which divisions may use it, where not all may
   * @param warnings what is allowed in it, but probably not meant
   */
  record CertificateProfileView(
      String id,
      String templateId,
      String templateName,
      String name,
      String description,
      @Schema(implementation = ProfileContent.class) JsonNode content,
      List<ProfileWarning> warnings,
      boolean allDivisions,
      Set<String> divisions,
      boolean enabled,
      boolean deleted,
      long version,
      Instant createdAt,
      Instant updatedAt)
      implements HasVersion {
    static CertificateProfileView of(ProfileRecord profile) {
      return new CertificateProfileView(
          profile.id(),
          profile.templateId(),
          profile.templateName(),
          profile.name(),
          profile.description(),
          ProfileContent.of(profile.content()),
          ProfileWarnings.of(profile.content()),
          profile.allDivisions(),
          new TreeSet<>(profile.divisions()),
          profile.enabled(),
          profile.deleted(),
          profile.version(),
          profile.createdAt(),
          profile.updatedAt());
    }
  }

  /**
   * What certificates would look like.
   *
   * @param content the whole document
   * @param lines what is in a certificate
   * @param example a whole certificate with names that are made up; absent where there is no CA
   *     yet, or it could not issue that one
   * @param exampleProblems why it could not
   */
  record CertificateProfilePreview(
      @Schema(implementation = ProfileContent.class) JsonNode content,
      List<ProfileWarning> warnings,
      List<PreviewLine> lines,
      Optional<ExampleCertificate> example,
      List<String> exampleProblems) {}

  /**
   * A certificate that shows what others would be like. Its key and its issuer's were made for it
   * and are gone: it is signed by no CA of this server.
   *
   * @param serialNumber made up as all else
   */
  record ExampleCertificate(
      String subject,
      List<String> subjectAltNames,
      String issuer,
      String serialNumber,
      Instant notBefore,
      Instant notAfter,
      String key,
      String signatureAlgorithm,
      List<CertificateViews.ExtensionView> extensions,
      String pem) {
    static ExampleCertificate of(Certificate certificate) {
      var words = ReadableCertificate.of(certificate);
      return new ExampleCertificate(
          words.subject(),
          words.subjectAltNames(),
          words.issuer(),
          words.serialNumber(),
          words.notBefore(),
          words.notAfter(),
          words.key(),
          words.signatureAlgorithm(),
          words.extensions().stream().map(CertificateViews.ExtensionView::of).toList(),
          Pem.write("CERTIFICATE", certificate.der()));
    }
  }

  @GetMapping
  @Requires(Permission.PROFILE_READ)
  @Filters(
      value = {"name", "template_id", "division_id", "status"},
      sort = {"name", "created_at", "updated_at"})
  @Operation(operationId = "listCertificateProfiles", summary = "List certificate profiles")
  Page<CertificateProfileView> list(Reach reach, ListQuery query) {
    return profiles.list(reach, query).map(CertificateProfileView::of);
  }

  @GetMapping("/{id}")
  @Requires(Permission.PROFILE_READ)
  @Operation(operationId = "getCertificateProfile", summary = "Show a certificate profile")
  CertificateProfileView find(Reach reach, @PathVariable("id") String id) {
    return CertificateProfileView.of(known(reach, id));
  }

  private ProfileRecord known(Reach reach, String id) {
    return profiles
        .find(reach, id)
        .orElseThrow(() ->
            Refused.of(Kind.NOT_FOUND, "certificate-profile-unknown", "There is no such thing."));
  }

  @PostMapping
  @Requires(Permission.PROFILE_CHANGE)
  @ResponseStatus(HttpStatus.CREATED)
  @Operation(operationId = "createCertificateProfile", summary = "Create a certificate profile")
  CertificateProfileView create(
      Reach reach, Actor actor, @RequestBody CertificateProfileDraft draft) {
    return ProfileContent.named(() ->
        CertificateProfileView.of(
            profiles.create(
                actor,
                reach,
                new Draft(
                    reach.accountId(),
                    draft.template(),
                    draft.name(),
                    draft.description().orElse(""),
                    draft.content().map(JsonNode::toString).orElse(NOTHING),
                    draft.divisions()))));
  }

  @PostMapping("/preview")
  @Requires(Permission.PROFILE_READ)
  @Operation(
      operationId = "previewCertificateProfile",
      summary = "Show what certificates of a profile would look like; nothing is made")
  CertificateProfilePreview preview(Reach reach, @RequestBody CertificateProfileSketch sketch) {
    var now = clock.instant();
    var part = sketch.content().map(JsonNode::toString).orElse(NOTHING);
    var content = ProfileContent.named(() -> profiles.draft(reach, sketch.template(), part, now));
    try {
      var example = issuer(reach, sketch).map(issuer -> example(content, issuer, sketch));
      return preview(content, now, example, List.of());
    } catch (Refused refused) {
      if (!refused.reason().equals(ExampleIssuance.NOT_ISSUABLE)) {
        throw refused;
      }
      var problems = refused.faults().stream().map(Fault::message).toList();
      return preview(content, now, Optional.empty(), problems);
    }
  }

  private static CertificateProfilePreview preview(
      Profile content, Instant now, Optional<Certificate> example, List<String> problems) {
    return new CertificateProfilePreview(
        ProfileContent.of(content),
        ProfileWarnings.of(content),
        ProfilePreview.of(content, now),
        example.map(ExampleCertificate::of),
        problems);
  }

  private Certificate example(Profile content, String issuer, CertificateProfileSketch sketch) {
    var names = new HashMap<String, List<String>>();
    sketch.names().forEach((field, value) -> names.put(field, List.of(value)));
    return examples.make(content, issuer, names);
  }

  /** Returns the CA that the example is of; empty where there is none. */
  private Optional<String> issuer(Reach reach, CertificateProfileSketch sketch) {
    if (sketch.authorityId().isEmpty()) {
      return policies.usualAuthority(reach.accountId());
    }
    var known =
        authorities
            .find(reach, sketch.authorityId().get())
            .filter(authority -> authority.certificate().isPresent())
            .orElseThrow(() ->
                Refused.of(
                    Kind.INVALID,
                    "certificate-profile",
                    List.of(Fault.of("authority_id", "does not exist"))));
    return Optional.of(known.id());
  }

  @PatchMapping("/{id}")
  @Requires(Permission.PROFILE_CHANGE)
  @Operation(operationId = "updateCertificateProfile", summary = "Change a certificate profile")
  CertificateProfileView update(
      Reach reach,
      Actor actor,
      @PathVariable("id") String id,
      Patch<CertificateProfileDraft> patch) {
    return ProfileContent.named(() ->
        patch.apply(
            () -> current(known(reach, id)),
            (draft, version) ->
                CertificateProfileView.of(
                    profiles.update(actor, reach, id, version, settled(reach, id, draft)))));
  }

  private static Patch.Current<CertificateProfileDraft> current(ProfileRecord known) {
    return new Patch.Current<>(
        new CertificateProfileDraft(
            known.name(),
            Optional.of(known.description()),
            known.templateId(),
            Optional.of(ProfileContent.of(known.content())),
            known.divisions()),
        known.version());
  }

  /** The version that is written from says that nobody changed the content in between. */
  private Draft settled(Reach reach, String id, CertificateProfileDraft draft) {
    var before = ProfileJson.write(known(reach, id).content());
    var content = draft.content().map(JsonNode::toString).orElse(before);
    return new Draft(
        reach.accountId(),
        draft.template(),
        draft.name(),
        draft.description().orElse(""),
        ProfileJson.settled(before, content),
        draft.divisions());
  }

  @DeleteMapping("/{id}")
  @Requires(Permission.PROFILE_CHANGE)
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @Operation(
      operationId = "deleteCertificateProfile",
      summary = "Delete a certificate profile, so that it can be restored")
  void delete(Reach reach, Actor actor, @PathVariable("id") String id, IfMatch ifMatch) {
    profiles.delete(actor, reach, id, ifMatch.version());
  }

  @PostMapping("/{id}/restore")
  @Requires(Permission.PROFILE_CHANGE)
  @Operation(
      operationId = "restoreCertificateProfile",
      summary = "Restore a deleted certificate profile")
  CertificateProfileView restore(
      Reach reach, Actor actor, @PathVariable("id") String id, IfMatch ifMatch) {
    return ProfileContent.named(
        () -> CertificateProfileView.of(profiles.restore(actor, reach, id, ifMatch.version())));
  }

  @PostMapping("/{id}/enable")
  @Requires(Permission.PROFILE_CHANGE)
  @Operation(operationId = "enableCertificateProfile", summary = "Enable a certificate profile")
  CertificateProfileView enable(
      Reach reach, Actor actor, @PathVariable("id") String id, IfMatch ifMatch) {
    return CertificateProfileView.of(
        profiles.setEnabled(actor, reach, id, ifMatch.version(), true));
  }

  @PostMapping("/{id}/disable")
  @Requires(Permission.PROFILE_CHANGE)
  @Operation(
      operationId = "disableCertificateProfile",
      summary = "Disable a certificate profile, and with it the policies that use it")
  CertificateProfileView disable(
      Reach reach, Actor actor, @PathVariable("id") String id, IfMatch ifMatch) {
    return CertificateProfileView.of(
        profiles.setEnabled(actor, reach, id, ifMatch.version(), false));
  }
}
