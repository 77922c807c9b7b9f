package dev.crest.server.admin;

import dev.crest.pkix.MalformedInput;
import dev.crest.server.access.Permission;
import dev.crest.server.admin.CredentialDrafts.NewCredential;
import dev.crest.server.admin.CredentialDrafts.RegisteredValueDraft;
import dev.crest.server.auth.Credential.Revocation;
import dev.crest.server.auth.RegisteredValue;
import dev.crest.server.auth.RevocationList;
import dev.crest.server.refusal.Fault;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.Actor;
import dev.crest.server.store.AuthenticationPolicies.Terms;
import dev.crest.server.store.CredentialDraft;
import dev.crest.server.store.CredentialRecord;
import dev.crest.server.store.Credentials;
import dev.crest.server.store.ListQuery;
import dev.crest.server.store.Page;
import dev.crest.server.store.Reach;
import dev.crest.server.store.RegisteredList;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The credentials of authentication policies: passcodes, authentication certificates and CAs. */
@RestController
@RequestMapping("/api/v1/authentication-policies/{policyId}/credentials")
@Tag(name = "Credentials")
final class CredentialController {
  private final Credentials credentials;
  private final CredentialDrafts drafts;

  CredentialController(Credentials credentials, CredentialDrafts drafts) {
    this.credentials = credentials;
    this.drafts = drafts;
  }

  /** What of a credential can be changed: all but what proves it. */
  record CredentialChangeDraft(
      String name,
      Optional<String> description,
      Optional<String> userName,
      Optional<Boolean> bindName,
      Optional<Boolean> unbound,
      Optional<Long> usageLimit,
      Optional<Instant> start,
      Optional<Instant> end,
      List<RegisteredValueDraft> registeredValues) {
    static CredentialChangeDraft of(CredentialRecord credential) {
      var view = CredentialView.of(credential);
      return new CredentialChangeDraft(
          view.name(),
          Optional.of(view.description()),
          view.userName(),
          view.bindName(),
          view.unbound(),
          view.usageLimit(),
          view.start(),
          view.end(),
          view.registeredValues().stream()
              .map(value ->
                  new RegisteredValueDraft(
                      value.field(), value.match(), Optional.empty(), value.values(), value.list()))
              .toList());
    }
  }

  @GetMapping
  @Requires(Permission.AUTHENTICATION_POLICY_READ)
  @Filters(
      value = {"kind", "status", "name", "name_prefix"},
      sort = {"name", "created_at", "updated_at", "last_used", "uses"})
  @Operation(
      operationId = "listCredentials",
      summary = "List credentials; deleted ones only where the status is asked for")
  Page<CredentialView> list(Reach reach, @PathVariable String policyId, ListQuery query) {
    return credentials.list(reach, policyId, query).map(CredentialView::of);
  }

  @GetMapping("/{id}")
  @Requires(Permission.AUTHENTICATION_POLICY_READ)
  @Operation(operationId = "getCredential", summary = "Show a credential")
  CredentialView find(Reach reach, @PathVariable String policyId, @PathVariable String id) {
    return CredentialView.of(existing(reach, policyId, id));
  }

  private CredentialRecord existing(Reach reach, String policyId, String id) {
    return credentials
        .find(reach, id)
        .filter(credential -> credential.authenticationPolicyId().equals(policyId))
        .orElseThrow(
            () -> Refused.of(Kind.NOT_FOUND, "credential-unknown", "There is no such credential."));
  }

  @PostMapping
  @Requires(Permission.AUTHENTICATION_POLICY_CHANGE)
  @ResponseStatus(HttpStatus.CREATED)
  @Operation(
      operationId = "createCredential",
      summary = "Add a passcode, an authentication certificate or an authentication CA",
      description =
          "The passcode, or the key of a certificate that was issued, is in this reply and nowhere else.")
  CredentialView create(
      Reach reach, Actor actor, @PathVariable String policyId, @RequestBody NewCredential draft) {
    var made = drafts.make(draft);
    return CredentialView.of(
        credentials.create(actor, reach, policyId, made.draft()), made.shown());
  }

  @PatchMapping("/{id}")
  @Requires(Permission.AUTHENTICATION_POLICY_CHANGE)
  @Operation(
      operationId = "updateCredential",
      summary = "Change a credential; what proves it stays")
  CredentialView update(
      Reach reach,
      Actor actor,
      @PathVariable String policyId,
      @PathVariable String id,
      Patch<CredentialChangeDraft> patch) {
    return CredentialView.of(
        patch.apply(
            () -> {
              var known = existing(reach, policyId, id);
              return new Patch.Current<>(CredentialChangeDraft.of(known), known.version());
            },
            (draft, version) ->
                credentials.update(actor, reach, id, version, change(reach, id, draft))));
  }

  private CredentialDraft.Update change(Reach reach, String id, CredentialChangeDraft draft) {
    var terms =
        new Terms(
            draft.name(),
            draft.description().orElse(""),
            draft.usageLimit().map(OptionalLong::of).orElseGet(OptionalLong::empty),
            draft.start(),
            draft.end(),
            values(reach, id, draft.registeredValues()));
    return new CredentialDraft.Update(
        terms, draft.userName(), draft.bindName().orElse(false), draft.unbound().orElse(false));
  }

  /** Returns the values, long lists in full. */
  private List<RegisteredValue> values(Reach reach, String id, List<RegisteredValueDraft> given) {
    var values = new ArrayList<RegisteredValue>();
    for (int i = 0; i < given.size(); i++) {
      var value = given.get(i);
      values.add(
          value.list().isEmpty()
              ? value.stored()
              : kept(reach, id, value, "registered_values[" + i + "].list"));
    }
    return values;
  }

  private RegisteredValue kept(Reach reach, String id, RegisteredValueDraft value, String pointer) {
    var known = credentials.find(reach, id).map(CredentialRecord::registeredValues);
    var at =
        known.orElse(List.of()).stream()
            .filter(r -> r.list().equals(value.list()) && r.field().equals(value.field()))
            .findFirst();
    if (at.isEmpty()) {
      throw Refused.of(
          Kind.INVALID,
          "list-unknown",
          List.of(Fault.of(pointer, "the credential has no such list for this field")));
    }
    return credentials.registeredValues(reach, id).get(known.orElseThrow().indexOf(at.get()));
  }

  @PostMapping("/{id}/enable")
  @Requires(Permission.AUTHENTICATION_POLICY_CHANGE)
  @Operation(operationId = "enableCredential", summary = "Switch a credential on")
  CredentialView enable(
      Reach reach,
      Actor actor,
      @PathVariable String policyId,
      @PathVariable String id,
      IfMatch ifMatch) {
    existing(reach, policyId, id);
    return CredentialView.of(credentials.setEnabled(actor, reach, id, ifMatch.version(), true));
  }

  @PostMapping("/{id}/disable")
  @Requires(Permission.AUTHENTICATION_POLICY_CHANGE)
  @Operation(operationId = "disableCredential", summary = "Switch a credential off")
  CredentialView disable(
      Reach reach,
      Actor actor,
      @PathVariable String policyId,
      @PathVariable String id,
      IfMatch ifMatch) {
    existing(reach, policyId, id);
    return CredentialView.of(credentials.setEnabled(actor, reach, id, ifMatch.version(), false));
  }

  @DeleteMapping("/{id}")
  @Requires(Permission.AUTHENTICATION_POLICY_CHANGE)
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @Operation(operationId = "deleteCredential", summary = "Delete a credential; it can be restored")
  void delete(
      Reach reach,
      Actor actor,
      @PathVariable String policyId,
      @PathVariable String id,
      IfMatch ifMatch) {
    existing(reach, policyId, id);
    credentials.delete(actor, reach, id, ifMatch.version());
  }

  @PostMapping("/{id}/restore")
  @Requires(Permission.AUTHENTICATION_POLICY_CHANGE)
  @Operation(operationId = "restoreCredential", summary = "Restore a deleted credential")
  CredentialView restore(
      Reach reach,
      Actor actor,
      @PathVariable String policyId,
      @PathVariable String id,
      IfMatch ifMatch) {
    existing(reach, policyId, id);
    return CredentialView.of(credentials.restore(actor, reach, id, ifMatch.version()));
  }

  @GetMapping("/{id}/registered-values")
  @Requires(Permission.AUTHENTICATION_POLICY_READ)
  @Operation(
      operationId = "getRegisteredValues",
      summary = "Show a credential's registered values, long lists in full")
  Page<CredentialView.RegisteredValueView> registeredValues(
      Reach reach, @PathVariable String policyId, @PathVariable String id) {
    existing(reach, policyId, id);
    var values = new Page<>(credentials.registeredValues(reach, id), Optional.empty());
    return values.map(value ->
        new CredentialView.RegisteredValueView(
            value.field(), value.match(), value.values(), value.values().size(), Optional.empty()));
  }

  @PostMapping("/{id}/registered-list")
  @Requires(Permission.AUTHENTICATION_POLICY_CHANGE)
  @Operation(
      operationId = "uploadRegisteredList",
      summary = "Replace the list that a field of requests is looked up in",
      description =
          "One value a line, or the first column of a CSV; up to 100,000 values and 10 MB.",
      requestBody =
          @io.swagger.v3.oas.annotations.parameters.RequestBody(
              required = true,
              content = @Content(mediaType = "text/csv", schema = @Schema(type = "string"))))
  CredentialView upload(
      Reach reach,
      Actor actor,
      @PathVariable String policyId,
      @PathVariable String id,
      @RequestParam String field,
      IfMatch ifMatch,
      HttpServletRequest request)
      throws IOException {
    existing(reach, policyId, id);
    var values = RegisteredList.read(Uploads.read(request, RegisteredList.LARGEST));
    return CredentialView.of(
        credentials.setList(actor, reach, id, ifMatch.version(), field, values));
  }

  @PostMapping("/{id}/revocation-list")
  @Requires(Permission.AUTHENTICATION_POLICY_CHANGE)
  @Operation(
      operationId = "uploadRevocationList",
      summary = "Say what an authentication CA has revoked",
      description = "A complete CRL of that CA: DER, base64 or PEM, up to 10 MB.",
      requestBody =
          @io.swagger.v3.oas.annotations.parameters.RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = "application/pkix-crl",
                      schema = @Schema(type = "string", format = "binary"))))
  CredentialView uploadRevocationList(
      Reach reach,
      Actor actor,
      @PathVariable String policyId,
      @PathVariable String id,
      @RequestParam(name = "hard_fail", defaultValue = "true") boolean hardFail,
      IfMatch ifMatch,
      HttpServletRequest request)
      throws IOException {
    existing(reach, policyId, id);
    var list = list(Uploads.read(request, 2 * RevocationList.LARGEST));
    return CredentialView.of(
        credentials.setRevocationList(
            actor, reach, id, ifMatch.version(), Optional.of(new Revocation(list, hardFail))));
  }

  private static RevocationList list(byte[] bytes) {
    try {
      return RevocationList.read(bytes);
    } catch (MalformedInput e) {
      throw Refused.of(
          Kind.INVALID,
          "revocation-list-malformed",
          List.of(Fault.of("revocation_list", "must be one complete CRL (RFC 5280)")));
    }
  }

  @DeleteMapping("/{id}/revocation-list")
  @Requires(Permission.AUTHENTICATION_POLICY_CHANGE)
  @Operation(
      operationId = "deleteRevocationList",
      summary = "Forget what an authentication CA has revoked")
  CredentialView deleteRevocationList(
      Reach reach,
      Actor actor,
      @PathVariable String policyId,
      @PathVariable String id,
      IfMatch ifMatch) {
    existing(reach, policyId, id);
    return CredentialView.of(
        credentials.setRevocationList(actor, reach, id, ifMatch.version(), Optional.empty()));
  }
}
