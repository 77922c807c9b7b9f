package dev.crest.server.admin;

import dev.crest.server.access.Permission;
import dev.crest.server.store.Accounts;
import dev.crest.server.store.Actor;
import dev.crest.server.store.Reach;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Divisions: the sub-tenants of an account. */
@RestController
@RequestMapping("/api/v1/divisions")
@Tag(name = "Divisions")
final class DivisionController {
  private final Accounts accounts;

  DivisionController(Accounts accounts) {
    this.accounts = accounts;
  }

  /**
   * What a division is made of.
   *
   * @param name unique in the account
   */
  record DivisionDraft(String name, Optional<String> description) {}

  /** A division as the API shows it. */
  record DivisionView(String id, String accountId, String name, String description) {
    static DivisionView of(Accounts.Division division) {
      return new DivisionView(
          division.id(), division.accountId(), division.name(), division.description());
    }
  }

  @GetMapping
  @Requires(Permission.DIVISION_READ)
  @Operation(operationId = "listDivisions", summary = "List divisions")
  List<DivisionView> list(Reach reach) {
    return accounts.divisions(reach.accountId()).stream()
        .filter(division -> reach.covers(division.accountId(), division.id()))
        .map(DivisionView::of)
        .toList();
  }

  @PostMapping
  @Requires(Permission.DIVISION_CHANGE)
  @ResponseStatus(HttpStatus.CREATED)
  @Operation(operationId = "createDivision", summary = "Create a division")
  DivisionView create(Reach reach, Actor actor, @RequestBody DivisionDraft draft) {
    return DivisionView.of(
        accounts.createDivision(
            actor, reach.accountId(), draft.name(), draft.description().orElse("")));
  }
}
