package dev.crest.server.admin;

import dev.crest.server.access.AccessSettings;
import dev.crest.server.access.Oidc;
import dev.crest.server.access.Permission;
import dev.crest.server.access.SignInLinks;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.Actor;
import dev.crest.server.store.ListQuery;
import dev.crest.server.store.Oversight;
import dev.crest.server.store.Page;
import dev.crest.server.store.PrincipalFactors;
import dev.crest.server.store.Principals;
import dev.crest.server.store.Principals.Principal;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** People who use the management API. */
@RestController
@RequestMapping("/api/v1/users")
@Tag(name = "Users")
final class UserController {
  private static final Principals.Kind KIND = Principals.Kind.USER;

  private final Principals principals;
  private final PrincipalFactors factors;
  private final SignInLinks links;
  private final Oidc oidc;
  private final AccessSettings settings;

  UserController(
      Principals principals,
      PrincipalFactors factors,
      SignInLinks links,
      Oidc oidc,
      AccessSettings settings) {
    this.principals = principals;
    this.factors = factors;
    this.links = links;
    this.oidc = oidc;
    this.settings = settings;
  }

  /**
   * What a person is made of.
   *
   * @param name what the person signs in as, unique
   * @param endsAt from when on the person may not sign in any more
   */
  record UserDraft(
      String name,
      Optional<String> displayName,
      Optional<String> description,
      Optional<String> email,
      Optional<Instant> endsAt,
      List<PrincipalViews.RoleGrant> roles) {
    static UserDraft of(Principal user) {
      return new UserDraft(
          user.name(),
          Optional.of(user.displayName()),
          Optional.of(user.description()),
          user.email(),
          user.endsAt(),
          PrincipalViews.grants(user));
    }

    Principals.Draft draft() {
      return new Principals.Draft(
          KIND,
          name,
          displayName.orElse(""),
          description.orElse(""),
          email,
          endsAt,
          PrincipalViews.assignments(roles));
    }
  }

  /** A person as the API shows it. */
  record UserView(
      String id,
      String name,
      String displayName,
      String description,
      Optional<String> email,
      boolean enabled,
      Optional<Instant> endsAt,
      Instant createdAt,
      Instant updatedAt,
      long version,
      List<PrincipalViews.RoleGrant> roles)
      implements HasVersion {
    static UserView of(Principal user) {
      return new UserView(
          user.id(),
          user.name(),
          user.displayName(),
          user.description(),
          user.email(),
          user.enabled(),
          user.endsAt(),
          user.createdAt(),
          user.updatedAt(),
          user.version(),
          PrincipalViews.grants(user));
    }
  }

  /**
   * How somebody is invited.
   *
   * @param resetSecondFactor whether one-time and recovery codes are taken away, for somebody who
   *     has lost them
   */
  record InvitationDraft(Optional<Boolean> resetSecondFactor) {}

  /**
   * An invitation.
   *
   * @param url signs in once, and lets a password be chosen; shown this once
   */
  record InvitationMade(String url, Instant endsAt) {
    @Override
    public String toString() {
      return "InvitationMade[" + endsAt + "]";
    }
  }

  /** Who somebody is at the OpenID provider. */
  record OidcIdentityDraft(String subject) {}

  /**
   * Who somebody is at the OpenID provider.
   *
   * @param issuer the provider
   * @param subject empty for somebody who does not sign in by it
   */
  record OidcIdentityView(String issuer, Optional<String> subject) {}

  @GetMapping
  @Requires(Permission.USER_READ)
  @Filters(
      value = {"name", "role", "enabled", "account"},
      sort = {"name", "created_at"})
  @Operation(operationId = "listUsers", summary = "List people")
  Page<UserView> list(Oversight oversight, ListQuery query) {
    return principals.list(oversight, KIND, query).map(UserView::of);
  }

  @GetMapping("/{id}")
  @Requires(Permission.USER_READ)
  @Operation(operationId = "getUser", summary = "Get a person")
  UserView get(Oversight oversight, @PathVariable String id) {
    return UserView.of(find(oversight, id));
  }

  private Principal find(Oversight oversight, String id) {
    return principals
        .find(oversight, KIND, id)
        .orElseThrow(() -> Refused.of(Kind.NOT_FOUND, "user-unknown", "There is no such thing."));
  }

  @PostMapping
  @Requires(Permission.USER_CHANGE)
  @ResponseStatus(HttpStatus.CREATED)
  @Operation(operationId = "createUser", summary = "Create a person")
  UserView create(Oversight oversight, Actor actor, @RequestBody UserDraft draft) {
    return UserView.of(principals.create(actor, oversight, draft.draft()));
  }

  @PatchMapping("/{id}")
  @Requires(Permission.USER_CHANGE)
  @Operation(operationId = "updateUser", summary = "Change a person")
  UserView update(
      Oversight oversight, Actor actor, @PathVariable String id, Patch<UserDraft> patch) {
    return patch.apply(
        () -> {
          var current = find(oversight, id);
          return new Patch.Current<>(UserDraft.of(current), current.version());
        },
        (draft, version) ->
            UserView.of(principals.update(actor, oversight, id, version, draft.draft())));
  }

  @PostMapping("/{id}/enable")
  @Requires(Permission.USER_CHANGE)
  @Operation(operationId = "enableUser", summary = "Let a person sign in again")
  UserView enable(Oversight oversight, Actor actor, @PathVariable String id) {
    return UserView.of(principals.setEnabled(actor, oversight, KIND, id, true));
  }

  @PostMapping("/{id}/disable")
  @Requires(Permission.USER_CHANGE)
  @Operation(operationId = "disableUser", summary = "Switch a person off, and sign him or her out")
  UserView disable(Oversight oversight, Actor actor, @PathVariable String id) {
    return UserView.of(principals.setEnabled(actor, oversight, KIND, id, false));
  }

  @DeleteMapping("/{id}")
  @Requires(Permission.USER_CHANGE)
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @Operation(operationId = "deleteUser", summary = "Delete a person for good")
  void delete(Oversight oversight, Actor actor, @PathVariable String id) {
    principals.delete(actor, oversight, KIND, id);
  }

  @PostMapping("/{id}/invitations")
  @Requires(Permission.USER_CHANGE)
  @ResponseStatus(HttpStatus.CREATED)
  @Operation(
      operationId = "inviteUser",
      summary = "Make a link by which a person chooses a password; an earlier one is void")
  InvitationMade invite(
      Oversight oversight,
      Actor actor,
      @PathVariable String id,
      @RequestBody InvitationDraft draft,
      HttpServletRequest request) {
    var made = links.invite(actor, oversight, id, draft.resetSecondFactor().orElse(false));
    return new InvitationMade(
        PublicAddress.url(request, settings.publicHost(), made.path()), made.endsAt());
  }

  @GetMapping("/{id}/oidc-identity")
  @Requires(Permission.USER_READ)
  @Operation(
      operationId = "getOidcIdentity",
      summary = "Get who a person is at the OpenID provider")
  OidcIdentityView identity(Oversight oversight, @PathVariable String id) {
    var user = find(oversight, id);
    return new OidcIdentityView(issuer(), factors.subject(issuer(), user.id()));
  }

  @PutMapping("/{id}/oidc-identity")
  @Requires(Permission.USER_CHANGE)
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @Operation(
      operationId = "setOidcIdentity",
      summary = "Say who a person is at the OpenID provider")
  void bind(
      Oversight oversight,
      Actor actor,
      @PathVariable String id,
      @RequestBody OidcIdentityDraft draft) {
    var subject = draft.subject();
    if (subject.isBlank() || subject.length() > 255) {
      throw Refused.of(
          Kind.INVALID,
          "external-identity-invalid",
          List.of(dev.crest.server.refusal.Fault.of("subject", "must have 1 to 255 characters")));
    }
    factors.bind(actor, oversight, id, issuer(), Optional.of(subject));
  }

  @DeleteMapping("/{id}/oidc-identity")
  @Requires(Permission.USER_CHANGE)
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @Operation(
      operationId = "deleteOidcIdentity",
      summary = "Stop a person from signing in by the OpenID provider")
  void unbind(Oversight oversight, Actor actor, @PathVariable String id) {
    factors.bind(actor, oversight, id, issuer(), Optional.empty());
  }

  private String issuer() {
    return oidc.issuer()
        .orElseThrow(
            () -> Refused.of(Kind.CONFLICT, "oidc-off", "There is no OpenID provider configured."));
  }
}
