package dev.crest.server.admin;

import dev.crest.server.access.Permission;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.Actor;
import dev.crest.server.store.ListQuery;
import dev.crest.server.store.Page;
import dev.crest.server.store.ProfileJson;
import dev.crest.server.store.Reach;
import dev.crest.server.store.Templates;
import dev.crest.server.store.Templates.Draft;
import dev.crest.server.store.Templates.TemplateRecord;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.Optional;
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

/** Certificate templates: what profiles are made from. */
@RestController
@RequestMapping("/api/v1/certificate-templates")
@Tag(name = "Certificate templates")
final class CertificateTemplateController {
  private final Templates templates;

  CertificateTemplateController(Templates templates) {
    this.templates = templates;
  }

  /**
   * What a template is made of.
   *
   * @param content a whole document
   */
  record CertificateTemplateDraft(
      String name,
      Optional<String> description,
      @Schema(implementation = ProfileContent.class) JsonNode content) {
    Draft draft() {
      return new Draft(name, description.orElse(""), content.toString());
    }
  }

  /**
   * A template as the API shows it.
   *
   * @param key what a shipped one may be called instead of its id
   * @param shipped whether it came with the program, for every account
   */
  record CertificateTemplateView(
      String id,
      Optional<String> key,
      boolean shipped,
      String name,
      String description,
      @Schema(implementation = ProfileContent.class) JsonNode content,
      boolean enabled,
      boolean deleted,
      long version,
      Instant createdAt,
      Instant updatedAt)
      implements HasVersion {
    static CertificateTemplateView of(TemplateRecord template) {
      return new CertificateTemplateView(
          template.id(),
          template.key(),
          template.shipped(),
          template.name(),
          template.description(),
          ProfileContent.of(template.content()),
          template.enabled(),
          template.deleted(),
          template.version(),
          template.createdAt(),
          template.updatedAt());
    }
  }

  @GetMapping
  @Requires(Permission.TEMPLATE_READ)
  @Filters(
      value = {"name", "shipped", "status"},
      sort = {"name", "created_at", "updated_at"})
  @Operation(operationId = "listCertificateTemplates", summary = "List certificate templates")
  Page<CertificateTemplateView> list(Reach reach, ListQuery query) {
    return templates.list(reach, query).map(CertificateTemplateView::of);
  }

  @GetMapping("/{id}")
  @Requires(Permission.TEMPLATE_READ)
  @Operation(
      operationId = "getCertificateTemplate",
      summary = "Show a certificate template, by its id or the key of a shipped one")
  CertificateTemplateView find(Reach reach, @PathVariable("id") String id) {
    return CertificateTemplateView.of(known(reach, id));
  }

  private TemplateRecord known(Reach reach, String id) {
    return templates
        .find(reach, id)
        .orElseThrow(() ->
            Refused.of(Kind.NOT_FOUND, "certificate-template-unknown", "There is no such thing."));
  }

  @PostMapping
  @Requires(Permission.TEMPLATE_CHANGE)
  @ResponseStatus(HttpStatus.CREATED)
  @Operation(operationId = "createCertificateTemplate", summary = "Create a certificate template")
  CertificateTemplateView create(
      Reach reach, Actor actor, @RequestBody CertificateTemplateDraft draft) {
    return ProfileContent.named(
        () -> CertificateTemplateView.of(templates.create(actor, reach, draft.draft())));
  }

  @PatchMapping("/{id}")
  @Requires(Permission.TEMPLATE_CHANGE)
  @Operation(operationId = "updateCertificateTemplate", summary = "Change a certificate template")
  CertificateTemplateView update(
      Reach reach,
      Actor actor,
      @PathVariable("id") String id,
      Patch<CertificateTemplateDraft> patch) {
    return ProfileContent.named(() ->
        patch.apply(
            () -> current(reach, id),
            (draft, version) ->
                CertificateTemplateView.of(
                    templates.update(actor, reach, id, version, settled(reach, id, draft)))));
  }

  private Patch.Current<CertificateTemplateDraft> current(Reach reach, String id) {
    var known = known(reach, id);
    return new Patch.Current<>(
        new CertificateTemplateDraft(
            known.name(), Optional.of(known.description()), ProfileContent.of(known.content())),
        known.version());
  }

  /** The version that is written from says that nobody changed the content in between. */
  private Draft settled(Reach reach, String id, CertificateTemplateDraft draft) {
    var before = ProfileJson.write(known(reach, id).content());
    return new Draft(
        draft.name(),
        draft.description().orElse(""),
        ProfileJson.settled(before, draft.content().toString()));
  }

  @DeleteMapping("/{id}")
  @Requires(Permission.TEMPLATE_CHANGE)
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @Operation(
      operationId = "deleteCertificateTemplate",
      summary = "Delete a certificate template, so that it can be restored")
  void delete(Reach reach, Actor actor, @PathVariable("id") String id, IfMatch ifMatch) {
    templates.delete(actor, reach, id, ifMatch.version());
  }

  @PostMapping("/{id}/restore")
  @Requires(Permission.TEMPLATE_CHANGE)
  @Operation(
      operationId = "restoreCertificateTemplate",
      summary = "Restore a deleted certificate template")
  CertificateTemplateView restore(
      Reach reach, Actor actor, @PathVariable("id") String id, IfMatch ifMatch) {
    return CertificateTemplateView.of(templates.restore(actor, reach, id, ifMatch.version()));
  }

  @PostMapping("/{id}/enable")
  @Requires(Permission.TEMPLATE_CHANGE)
  @Operation(operationId = "enableCertificateTemplate", summary = "Enable a certificate template")
  CertificateTemplateView enable(
      Reach reach, Actor actor, @PathVariable("id") String id, IfMatch ifMatch) {
    return CertificateTemplateView.of(
        templates.setEnabled(actor, reach, id, ifMatch.version(), true));
  }

  @PostMapping("/{id}/disable")
  @Requires(Permission.TEMPLATE_CHANGE)
  @Operation(
      operationId = "disableCertificateTemplate",
      summary = "Disable a certificate template: no more profiles are made from it")
  CertificateTemplateView disable(
      Reach reach, Actor actor, @PathVariable("id") String id, IfMatch ifMatch) {
    return CertificateTemplateView.of(
        templates.setEnabled(actor, reach, id, ifMatch.version(), false));
  }
}
