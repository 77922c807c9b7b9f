package dev.crest.server.admin;

import dev.crest.pkix.Pem;
import dev.crest.server.access.Permission;
import dev.crest.server.admin.AuthorityBodies.AuthorityNameDraft;
import dev.crest.server.admin.AuthorityBodies.AuthorityRenewal;
import dev.crest.server.admin.AuthorityBodies.AuthorityRequestView;
import dev.crest.server.admin.AuthorityBodies.CertificateAuthorityDraft;
import dev.crest.server.admin.AuthorityBodies.CertificateAuthorityImport;
import dev.crest.server.admin.AuthorityBodies.CertificateAuthorityView;
import dev.crest.server.admin.AuthorityBodies.InstallDraft;
import dev.crest.server.hierarchy.Authorities;
import dev.crest.server.hierarchy.AuthorityAdministration;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.Actor;
import dev.crest.server.store.AuthorityCatalog;
import dev.crest.server.store.AuthorityRecord;
import dev.crest.server.store.AuthorityRecords;
import dev.crest.server.store.ListQuery;
import dev.crest.server.store.Page;
import dev.crest.server.store.Reach;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
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

/** Certificate authorities: the hierarchy of an account. */
@RestController
@RequestMapping("/api/v1/certificate-authorities")
@Tag(name = "Certificate authorities")
final class CertificateAuthorityController {
  private final AuthorityCatalog catalog;
  private final AuthorityAdministration administration;
  private final Authorities authorities;

  CertificateAuthorityController(
      AuthorityCatalog catalog, AuthorityAdministration administration, Authorities authorities) {
    this.catalog = catalog;
    this.administration = administration;
    this.authorities = authorities;
  }

  private CertificateAuthorityView view(Reach reach, AuthorityRecord authority) {
    return CertificateAuthorityView.of(
        authority,
        authority.certificate().isPresent() ? authorities.chain(authority.id()) : List.of(),
        catalog.users(reach, authority.id()));
  }

  private AuthorityRecord existing(Reach reach, String id) {
    return catalog
        .find(reach, id)
        .orElseThrow(() ->
            Refused.of(Kind.NOT_FOUND, "certificate-authority-unknown", "There is no such CA."));
  }

  @GetMapping
  @Requires(Permission.AUTHORITY_READ)
  @Filters(
      value = {"name", "kind", "status", "parent_id"},
      sort = {"name", "created_at", "updated_at"})
  @Operation(operationId = "listCertificateAuthorities", summary = "List CAs, also pending ones")
  Page<CertificateAuthorityView> list(Reach reach, ListQuery query) {
    return catalog
        .list(reach, query)
        .map(authority -> CertificateAuthorityView.of(authority, List.of(), List.of()));
  }

  @GetMapping("/{id}")
  @Requires(Permission.AUTHORITY_READ)
  @Operation(
      operationId = "getCertificateAuthority",
      summary = "Show a CA with its chain, its former certificates and what uses it")
  CertificateAuthorityView find(Reach reach, @PathVariable("id") String id) {
    return view(reach, existing(reach, id));
  }

  @PostMapping
  @Requires(Permission.AUTHORITY_CHANGE)
  @ResponseStatus(HttpStatus.CREATED)
  @Operation(
      operationId = "createCertificateAuthority",
      summary = "Create a root, a CA below one, or one that a CA elsewhere is to certify")
  CertificateAuthorityView create(
      Reach reach, Actor actor, @RequestBody CertificateAuthorityDraft draft) {
    return view(
        reach,
        draft.external().orElse(false)
            ? administration.createExternal(actor, reach, draft.draft())
            : administration.create(actor, reach, draft.draft()));
  }

  @PostMapping("/import")
  @Requires(Permission.AUTHORITY_CHANGE)
  @ResponseStatus(HttpStatus.CREATED)
  @Operation(
      operationId = "importCertificateAuthority",
      summary = "Take over a CA with its key and chain; CAs above it are kept without keys")
  CertificateAuthorityView importAuthority(
      Reach reach, Actor actor, @RequestBody CertificateAuthorityImport draft) {
    return view(
        reach,
        administration.importAuthority(
            actor,
            reach,
            draft.name(),
            draft.kind().orElse(AuthorityRecords.Kind.ISSUING),
            AuthorityBodies.bytes(draft.file()),
            draft.passphrase().map(String::toCharArray)));
  }

  @PatchMapping("/{id}")
  @Requires(Permission.AUTHORITY_CHANGE)
  @Operation(operationId = "updateCertificateAuthority", summary = "Rename a CA")
  CertificateAuthorityView update(
      Reach reach, Actor actor, @PathVariable("id") String id, Patch<AuthorityNameDraft> patch) {
    var changed =
        patch.apply(
            () -> {
              var known = existing(reach, id);
              return new Patch.Current<>(new AuthorityNameDraft(known.name()), known.version());
            },
            (draft, version) -> catalog.update(actor, reach, id, version, draft.name()));
    return view(reach, changed);
  }

  @GetMapping("/{id}/request")
  @Requires(Permission.AUTHORITY_CHANGE)
  @Operation(
      operationId = "getCertificateAuthorityRequest",
      summary = "Get the request that a CA elsewhere is to certify, also to renew")
  AuthorityRequestView request(Reach reach, @PathVariable("id") String id) {
    return new AuthorityRequestView(
        Pem.write("CERTIFICATE REQUEST", administration.request(reach, id).der()));
  }

  @PostMapping("/{id}/certificate")
  @Requires(Permission.AUTHORITY_CHANGE)
  @Operation(
      operationId = "installCertificateAuthority",
      summary = "Install the certificate that a CA elsewhere made for the request")
  CertificateAuthorityView install(
      Reach reach,
      Actor actor,
      @PathVariable("id") String id,
      @RequestBody InstallDraft draft,
      IfMatch ifMatch) {
    return view(
        reach,
        administration.install(
            actor, reach, id, ifMatch.version(), AuthorityBodies.bytes(draft.file())));
  }

  @PostMapping("/{id}/renew")
  @Requires(Permission.AUTHORITY_CHANGE)
  @Operation(
      operationId = "renewCertificateAuthority",
      summary = "Renew a CA whose parent's key is here: same name, same key")
  CertificateAuthorityView renew(
      Reach reach,
      Actor actor,
      @PathVariable("id") String id,
      @RequestBody AuthorityRenewal draft,
      IfMatch ifMatch) {
    return view(reach, administration.renew(actor, reach, id, ifMatch.version(), draft.length()));
  }

  @PostMapping("/{id}/enable")
  @Requires(Permission.AUTHORITY_CHANGE)
  @Operation(operationId = "enableCertificateAuthority", summary = "Let a CA issue again")
  CertificateAuthorityView enable(
      Reach reach, Actor actor, @PathVariable("id") String id, IfMatch ifMatch) {
    return view(reach, administration.setEnabled(actor, reach, id, ifMatch.version(), true));
  }

  @PostMapping("/{id}/disable")
  @Requires(Permission.AUTHORITY_CHANGE)
  @Operation(
      operationId = "disableCertificateAuthority",
      summary = "Stop a CA from issuing; the reply names the policies that used it")
  CertificateAuthorityView disable(
      Reach reach, Actor actor, @PathVariable("id") String id, IfMatch ifMatch) {
    return view(reach, administration.setEnabled(actor, reach, id, ifMatch.version(), false));
  }

  @DeleteMapping("/{id}")
  @Requires(Permission.AUTHORITY_CHANGE)
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @Operation(
      operationId = "deleteCertificateAuthority",
      summary = "Withdraw a CA that still waits for its certificate")
  void delete(Reach reach, Actor actor, @PathVariable("id") String id, IfMatch ifMatch) {
    catalog.withdraw(actor, reach, id, ifMatch.version());
  }
}
