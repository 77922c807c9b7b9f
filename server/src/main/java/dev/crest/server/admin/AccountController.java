package dev.crest.server.admin;

import dev.crest.server.access.Identity;
import dev.crest.server.access.Permission;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.Accounts;
import dev.crest.server.store.Accounts.Account;
import dev.crest.server.store.Accounts.Plan;
import dev.crest.server.store.Actor;
import dev.crest.server.store.ListQuery;
import dev.crest.server.store.Page;
import dev.crest.server.store.Reach;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Accounts: those in which somebody has a role; all of them for a role on every account. */
@RestController
@RequestMapping("/api/v1/accounts")
@Tag(name = "Accounts")
final class AccountController {
  private final Accounts accounts;
  private final InstantSource clock;

  AccountController(Accounts accounts, InstantSource clock) {
    this.accounts = accounts;
    this.clock = clock;
  }

  /**
   * What an account is made of.
   *
   * @param name unique
   * @param plan {@code advanced} where nothing is said
   * @param certificateLimit how many valid certificates are licensed; shown, not enforced
   */
  record AccountDraft(String name, Optional<Plan> plan, Optional<Long> certificateLimit) {
    static AccountDraft of(Account account) {
      var limit = account.certificateLimit();
      return new AccountDraft(
          account.name(),
          Optional.of(account.plan()),
          limit.isPresent() ? Optional.of(limit.getAsLong()) : Optional.empty());
    }

    Accounts.Draft stored() {
      return new Accounts.Draft(
          name,
          plan.orElse(Plan.ADVANCED),
          certificateLimit.map(OptionalLong::of).orElseGet(OptionalLong::empty));
    }
  }

  /**
   * What an account uses of its licence now.
   *
   * @param certificates valid ones
   * @param overLimit whether there are more than licensed
   */
  record LicenceUse(long certificates, long users, boolean overLimit) {}

  /** An account as the API shows it; what it uses is counted for a single one only. */
  record AccountView(
      String id,
      String name,
      Plan plan,
      Optional<Long> certificateLimit,
      Optional<LicenceUse> use,
      long version,
      Instant createdAt,
      Instant updatedAt)
      implements HasVersion {
    static AccountView of(Account account, Optional<Accounts.Usage> usage) {
      var draft = AccountDraft.of(account);
      return new AccountView(
          account.id(),
          account.name(),
          account.plan(),
          draft.certificateLimit(),
          usage.map(use ->
              new LicenceUse(
                  use.certificates(),
                  use.users(),
                  draft.certificateLimit().filter(most -> use.certificates() > most).isPresent())),
          account.version(),
          account.createdAt(),
          account.updatedAt());
    }
  }

  @GetMapping
  @Requires(Permission.ACCOUNT_READ)
  @Filters(
      value = {"name", "plan"},
      sort = {"name", "created_at"})
  @Operation(operationId = "listAccounts", summary = "List accounts")
  Page<AccountView> list(Identity identity, ListQuery query) {
    return identity
        .accounts(Permission.ACCOUNT_READ)
        .map(own -> accounts.list(own, query))
        .orElseGet(() -> accounts.list(query))
        .map(account -> AccountView.of(account, Optional.empty()));
  }

  @GetMapping("/{id}")
  @Requires(Permission.ACCOUNT_READ)
  @Operation(operationId = "getAccount", summary = "Show an account and what it uses")
  AccountView find(Identity identity, @PathVariable String id) {
    var account = existing(identity, Permission.ACCOUNT_READ, id);
    return AccountView.of(account, Optional.of(accounts.usage(id, clock.instant())));
  }

  private Account existing(Identity identity, Permission permission, String id) {
    return accounts
        .find(id)
        .filter(account -> identity.permits(permission, account.id()))
        .orElseThrow(
            () -> Refused.of(Kind.NOT_FOUND, "account-unknown", "There is no such account."));
  }

  @PostMapping
  @Requires(Permission.ACCOUNT_CHANGE)
  @ResponseStatus(HttpStatus.CREATED)
  @Operation(
      operationId = "createAccount",
      summary = "Create an account; needs a role on every account")
  AccountView create(Identity identity, Actor actor, @RequestBody AccountDraft draft) {
    if (identity.accounts(Permission.ACCOUNT_CHANGE).isPresent()) {
      throw Refused.of(
          Kind.FORBIDDEN, "account-create", "Only a role on every account lets you make another.");
    }
    return AccountView.of(accounts.create(actor, draft.stored()), Optional.empty());
  }

  @PatchMapping("/{id}")
  @Requires(Permission.ACCOUNT_CHANGE)
  @Operation(operationId = "updateAccount", summary = "Change an account")
  AccountView update(
      Identity identity, Actor actor, @PathVariable String id, Patch<AccountDraft> patch) {
    var changed =
        patch.apply(
            () -> {
              var known = existing(identity, Permission.ACCOUNT_CHANGE, id);
              return new Patch.Current<>(AccountDraft.of(known), known.version());
            },
            (draft, version) ->
                accounts.update(actor, Reach.account(id), id, version, draft.stored()));
    return AccountView.of(changed, Optional.empty());
  }
}
