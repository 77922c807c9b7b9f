package dev.crest.server.admin;

import dev.crest.server.access.Permission;
import dev.crest.server.admin.CredentialDrafts.NewCredential;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.Actor;
import dev.crest.server.store.AuthenticationPolicies;
import dev.crest.server.store.AuthenticationPolicyRecord;
import dev.crest.server.store.AuthenticationPolicyRecord.Status;
import dev.crest.server.store.ListQuery;
import dev.crest.server.store.Page;
import dev.crest.server.store.Reach;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
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

/** Authentication policies: containers of the credentials that devices present. */
@RestController
@RequestMapping("/api/v1/authentication-policies")
@Tag(name = "Authentication policies")
final class AuthenticationPolicyController {
  private final AuthenticationPolicies policies;
  private final CredentialDrafts drafts;

  AuthenticationPolicyController(AuthenticationPolicies policies, CredentialDrafts drafts) {
    this.policies = policies;
    this.drafts = drafts;
  }

  /**
   * What an authentication policy is made of.
   *
   * @param name unique in the account
   * @param credentials made along with it
   */
  record NewAuthenticationPolicy(
      String divisionId,
      String name,
      Optional<String> description,
      List<NewCredential> credentials) {}

  /** What can be changed. */
  record AuthenticationPolicyDraft(String name, Optional<String> description) {}

  /**
   * An authentication policy as the API shows it.
   *
   * @param credentialCount how many there are that are not deleted
   * @param credentials what was made along with it, in the reply to its creation only
   */
  record AuthenticationPolicyView(
      String id,
      String accountId,
      String divisionId,
      String name,
      String description,
      Status status,
      boolean enabled,
      long credentialCount,
      Optional<List<CredentialView>> credentials,
      long version,
      Instant createdAt,
      Instant updatedAt)
      implements HasVersion {
    static AuthenticationPolicyView of(AuthenticationPolicyRecord policy) {
      return of(policy, Optional.empty());
    }

    static AuthenticationPolicyView of(
        AuthenticationPolicyRecord policy, Optional<List<CredentialView>> credentials) {
      return new AuthenticationPolicyView(
          policy.id(),
          policy.accountId(),
          policy.divisionId(),
          policy.name(),
          policy.description(),
          policy.status(),
          policy.enabled(),
          policy.credentials(),
          credentials,
          policy.version(),
          policy.createdAt(),
          policy.updatedAt());
    }
  }

  @GetMapping
  @Requires(Permission.AUTHENTICATION_POLICY_READ)
  @Filters(
      value = {"search", "name", "division_id", "status"},
      sort = {"name", "created_at", "updated_at"})
  @Operation(
      operationId = "listAuthenticationPolicies",
      summary = "List authentication policies; deleted ones only where the status is asked for")
  Page<AuthenticationPolicyView> list(Reach reach, ListQuery query) {
    return policies.list(reach, query).map(AuthenticationPolicyView::of);
  }

  @GetMapping("/{id}")
  @Requires(Permission.AUTHENTICATION_POLICY_READ)
  @Operation(operationId = "getAuthenticationPolicy", summary = "Show an authentication policy")
  AuthenticationPolicyView find(Reach reach, @PathVariable String id) {
    return AuthenticationPolicyView.of(existing(reach, id));
  }

  private AuthenticationPolicyRecord existing(Reach reach, String id) {
    return policies
        .find(reach, id)
        .orElseThrow(() ->
            Refused.of(
                Kind.NOT_FOUND,
                "authentication-policy-unknown",
                "There is no such authentication policy."));
  }

  @PostMapping
  @Requires(Permission.AUTHENTICATION_POLICY_CHANGE)
  @ResponseStatus(HttpStatus.CREATED)
  @Operation(
      operationId = "createAuthenticationPolicy",
      summary = "Create an authentication policy together with its first credentials")
  AuthenticationPolicyView create(
      Reach reach, Actor actor, @RequestBody NewAuthenticationPolicy draft) {
    var made = drafts.make(draft.credentials());
    var created =
        policies.create(
            actor,
            reach,
            new AuthenticationPolicies.Draft(
                draft.divisionId(), draft.name(), draft.description().orElse("")),
            made.stream().map(CredentialDrafts.Made::draft).toList());
    var views =
        IntStream.range(0, made.size())
            .mapToObj(i -> CredentialView.of(created.credentials().get(i), made.get(i).shown()))
            .toList();
    return AuthenticationPolicyView.of(created.policy(), Optional.of(views));
  }

  @PatchMapping("/{id}")
  @Requires(Permission.AUTHENTICATION_POLICY_CHANGE)
  @Operation(
      operationId = "updateAuthenticationPolicy",
      summary = "Change an authentication policy")
  AuthenticationPolicyView update(
      Reach reach, Actor actor, @PathVariable String id, Patch<AuthenticationPolicyDraft> patch) {
    var division = existing(reach, id).divisionId();
    return AuthenticationPolicyView.of(
        patch.apply(
            () -> {
              var known = existing(reach, id);
              return new Patch.Current<>(
                  new AuthenticationPolicyDraft(known.name(), Optional.of(known.description())),
                  known.version());
            },
            (draft, version) -> update(reach, actor, id, version, division, draft)));
  }

  private AuthenticationPolicyRecord update(
      Reach reach,
      Actor actor,
      String id,
      OptionalLong version,
      String division,
      AuthenticationPolicyDraft draft) {
    return policies.update(
        actor,
        reach,
        id,
        version,
        new AuthenticationPolicies.Draft(division, draft.name(), draft.description().orElse("")));
  }

  @PostMapping("/{id}/enable")
  @Requires(Permission.AUTHENTICATION_POLICY_CHANGE)
  @Operation(
      operationId = "enableAuthenticationPolicy",
      summary = "Switch an authentication policy on")
  AuthenticationPolicyView enable(
      Reach reach, Actor actor, @PathVariable String id, IfMatch ifMatch) {
    return AuthenticationPolicyView.of(
        policies.setEnabled(actor, reach, id, ifMatch.version(), true));
  }

  @PostMapping("/{id}/disable")
  @Requires(Permission.AUTHENTICATION_POLICY_CHANGE)
  @Operation(
      operationId = "disableAuthenticationPolicy",
      summary = "Switch an authentication policy off with all its credentials")
  AuthenticationPolicyView disable(
      Reach reach, Actor actor, @PathVariable String id, IfMatch ifMatch) {
    return AuthenticationPolicyView.of(
        policies.setEnabled(actor, reach, id, ifMatch.version(), false));
  }

  @DeleteMapping("/{id}")
  @Requires(Permission.AUTHENTICATION_POLICY_CHANGE)
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @Operation(
      operationId = "deleteAuthenticationPolicy",
      summary = "Delete an authentication policy that nothing uses; it can be restored")
  void delete(Reach reach, Actor actor, @PathVariable String id, IfMatch ifMatch) {
    policies.delete(actor, reach, id, ifMatch.version());
  }

  @PostMapping("/{id}/restore")
  @Requires(Permission.AUTHENTICATION_POLICY_CHANGE)
  @Operation(
      operationId = "restoreAuthenticationPolicy",
      summary = "Restore a deleted authentication policy")
  AuthenticationPolicyView restore(
      Reach reach, Actor actor, @PathVariable String id, IfMatch ifMatch) {
    return AuthenticationPolicyView.of(policies.restore(actor, reach, id, ifMatch.version()));
  }
}
