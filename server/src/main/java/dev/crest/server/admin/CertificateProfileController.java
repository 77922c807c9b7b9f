package dev.crest.server.admin;

import dev.crest.server.access.Permission;
import dev.crest.server.policy.ProfilePreview;
import dev.crest.server.policy.ProfilePreview.PreviewLine;
import dev.crest.server.policy.ProfileWarnings;
import dev.crest.server.policy.ProfileWarnings.ProfileWarning;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.Actor;
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
import java.util.List;
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
  private final InstantSource clock;

  CertificateProfileController(Profiles profiles, InstantSource clock) {
    this.profiles = profiles;
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

  /** What a profile would be made of. */
  record CertificateProfileSketch(
      String template, @Schema(implementation = ProfileContent.class) Optional<JsonNode> content) {}

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
   */
  record CertificateProfilePreview(
      @Schema(implementation = ProfileContent.class) JsonNode content,
      List<ProfileWarning> warnings,
      List<PreviewLine> lines) {}

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
    return new CertificateProfilePreview(
        ProfileContent.of(content), ProfileWarnings.of(content), ProfilePreview.of(content, now));
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
