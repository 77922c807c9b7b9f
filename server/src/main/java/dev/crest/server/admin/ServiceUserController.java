package dev.crest.server.admin;

import dev.crest.server.access.ApiKeys;
import dev.crest.server.access.ClientCertificates;
import dev.crest.server.access.Permission;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.Actor;
import dev.crest.server.store.ListQuery;
import dev.crest.server.store.Oversight;
import dev.crest.server.store.Page;
import dev.crest.server.store.Principals;
import dev.crest.server.store.Principals.Principal;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
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

/** Programs that use the management API, by API keys and client certificates. */
@RestController
@RequestMapping("/api/v1/service-users")
@Tag(name = "Service users")
final class ServiceUserController {
  private static final Principals.Kind KIND = Principals.Kind.SERVICE_USER;

  private final Principals principals;
  private final ApiKeys keys;
  private final ClientCertificates certificates;

  ServiceUserController(Principals principals, ApiKeys keys, ClientCertificates certificates) {
    this.principals = principals;
    this.keys = keys;
    this.certificates = certificates;
  }

  /**
   * What a program is made of.
   *
   * @param name unique
   * @param endsAt from when on it may not sign in any more
   */
  record ServiceUserDraft(
      String name,
      Optional<String> displayName,
      Optional<String> description,
      Optional<Instant> endsAt,
      List<PrincipalViews.RoleGrant> roles) {
    static ServiceUserDraft of(Principal program) {
      return new ServiceUserDraft(
          program.name(),
          Optional.of(program.displayName()),
          Optional.of(program.description()),
          program.endsAt(),
          PrincipalViews.grants(program));
    }

    Principals.Draft draft() {
      return new Principals.Draft(
          KIND,
          name,
          displayName.orElse(""),
          description.orElse(""),
          Optional.empty(),
          endsAt,
          PrincipalViews.assignments(roles));
    }
  }

  /** A program as the API shows it. */
  record ServiceUserView(
      String id,
      String name,
      String displayName,
      String description,
      boolean enabled,
      Optional<Instant> endsAt,
      Instant createdAt,
      Instant updatedAt,
      long version,
      List<PrincipalViews.RoleGrant> roles)
      implements HasVersion {
    static ServiceUserView of(Principal program) {
      return new ServiceUserView(
          program.id(),
          program.name(),
          program.displayName(),
          program.description(),
          program.enabled(),
          program.endsAt(),
          program.createdAt(),
          program.updatedAt(),
          program.version(),
          PrincipalViews.grants(program));
    }
  }

  @GetMapping
  @Requires(Permission.USER_READ)
  @Filters(
      value = {"name", "role", "enabled", "account"},
      sort = {"name", "created_at"})
  @Operation(operationId = "listServiceUsers", summary = "List programs")
  Page<ServiceUserView> list(Oversight oversight, ListQuery query) {
    return principals.list(oversight, KIND, query).map(ServiceUserView::of);
  }

  @GetMapping("/{id}")
  @Requires(Permission.USER_READ)
  @Operation(operationId = "getServiceUser", summary = "Get a program")
  ServiceUserView get(Oversight oversight, @PathVariable String id) {
    return ServiceUserView.of(find(oversight, id));
  }

  private Principal find(Oversight oversight, String id) {
    return principals
        .find(oversight, KIND, id)
        .orElseThrow(
            () -> Refused.of(Kind.NOT_FOUND, "service-user-unknown", "There is no such thing."));
  }

  @PostMapping
  @Requires(Permission.USER_CHANGE)
  @ResponseStatus(HttpStatus.CREATED)
  @Operation(operationId = "createServiceUser", summary = "Create a program")
  ServiceUserView create(Oversight oversight, Actor actor, @RequestBody ServiceUserDraft draft) {
    return ServiceUserView.of(principals.create(actor, oversight, draft.draft()));
  }

  @PatchMapping("/{id}")
  @Requires(Permission.USER_CHANGE)
  @Operation(operationId = "updateServiceUser", summary = "Change a program")
  ServiceUserView update(
      Oversight oversight, Actor actor, @PathVariable String id, Patch<ServiceUserDraft> patch) {
    return patch.apply(
        () -> {
          var current = find(oversight, id);
          return new Patch.Current<>(ServiceUserDraft.of(current), current.version());
        },
        (draft, version) ->
            ServiceUserView.of(principals.update(actor, oversight, id, version, draft.draft())));
  }

  @PostMapping("/{id}/enable")
  @Requires(Permission.USER_CHANGE)
  @Operation(operationId = "enableServiceUser", summary = "Let a program sign in again")
  ServiceUserView enable(Oversight oversight, Actor actor, @PathVariable String id) {
    return ServiceUserView.of(principals.setEnabled(actor, oversight, KIND, id, true));
  }

  @PostMapping("/{id}/disable")
  @Requires(Permission.USER_CHANGE)
  @Operation(operationId = "disableServiceUser", summary = "Switch a program off")
  ServiceUserView disable(Oversight oversight, Actor actor, @PathVariable String id) {
    return ServiceUserView.of(principals.setEnabled(actor, oversight, KIND, id, false));
  }

  @DeleteMapping("/{id}")
  @Requires(Permission.USER_CHANGE)
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @Operation(operationId = "deleteServiceUser", summary = "Delete a program for good")
  void delete(Oversight oversight, Actor actor, @PathVariable String id) {
    principals.delete(actor, oversight, KIND, id);
  }

  @GetMapping("/{id}/api-keys")
  @Requires(Permission.USER_READ)
  @Filters(
      value = {"name"},
      sort = {"name", "created_at"})
  @Operation(operationId = "listApiKeys", summary = "List a program's API keys")
  Page<PrincipalViews.ApiKeyView> keys(
      Oversight oversight, @PathVariable String id, ListQuery query) {
    return principals
        .keys()
        .keys(find(oversight, id).id(), query)
        .map(PrincipalViews.ApiKeyView::of);
  }

  @PostMapping("/{id}/api-keys")
  @Requires(Permission.USER_CHANGE)
  @ResponseStatus(HttpStatus.CREATED)
  @Operation(operationId = "createApiKey", summary = "Make an API key; its value is shown once")
  PrincipalViews.ApiKeyMade makeKey(
      Oversight oversight,
      Actor actor,
      @PathVariable String id,
      @RequestBody PrincipalViews.ApiKeyDraft draft) {
    var made = keys.make(actor, oversight, find(oversight, id).id(), draft.name(), draft.endsAt());
    return new PrincipalViews.ApiKeyMade(made.id(), made.value());
  }

  @DeleteMapping("/{id}/api-keys/{key}")
  @Requires(Permission.USER_CHANGE)
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @Operation(operationId = "deleteApiKey", summary = "Delete an API key")
  void deleteKey(
      Oversight oversight, Actor actor, @PathVariable String id, @PathVariable String key) {
    principals.keys().deleteKey(actor, oversight, find(oversight, id).id(), key);
  }

  @GetMapping("/{id}/certificates")
  @Requires(Permission.USER_READ)
  @Filters(
      value = {"name"},
      sort = {"name", "ends_at"})
  @Operation(operationId = "listClientCertificates", summary = "List a program's certificates")
  Page<PrincipalViews.ClientCertificateView> certificates(
      Oversight oversight, @PathVariable String id, ListQuery query) {
    return principals
        .keys()
        .certificates(find(oversight, id).id(), query)
        .map(PrincipalViews.ClientCertificateView::of);
  }

  @PostMapping("/{id}/certificates")
  @Requires(Permission.USER_CHANGE)
  @ResponseStatus(HttpStatus.CREATED)
  @Operation(
      operationId = "addClientCertificate",
      summary = "Register a client certificate, or make one whose key is shown once")
  PrincipalViews.ClientCertificateMade addCertificate(
      Oversight oversight,
      Actor actor,
      @PathVariable String id,
      @RequestBody PrincipalViews.ClientCertificateDraft draft) {
    var owner = find(oversight, id).id();
    if (draft.certificate().isPresent()) {
      var registered =
          certificates.register(
              actor, oversight, owner, draft.name(), draft.certificate().get(), draft.endsAt());
      return new PrincipalViews.ClientCertificateMade(
          registered, Optional.empty(), Optional.empty());
    }
    var made = certificates.make(actor, oversight, owner, draft.name(), draft.endsAt());
    return new PrincipalViews.ClientCertificateMade(
        made.id(),
        Optional.of(Base64.getEncoder().encodeToString(made.pkcs12())),
        Optional.of(made.password()));
  }

  @DeleteMapping("/{id}/certificates/{certificate}")
  @Requires(Permission.USER_CHANGE)
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @Operation(operationId = "deleteClientCertificate", summary = "Delete a client certificate")
  void deleteCertificate(
      Oversight oversight, Actor actor, @PathVariable String id, @PathVariable String certificate) {
    principals.keys().deleteCertificate(actor, oversight, find(oversight, id).id(), certificate);
  }
}
