package dev.crest.server.admin;

import dev.crest.server.access.Permission;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.Accounts.Division;
import dev.crest.server.store.Actor;
import dev.crest.server.store.Divisions;
import dev.crest.server.store.ListQuery;
import dev.crest.server.store.Page;
import dev.crest.server.store.Reach;
import io.swagger.v3.oas.annotations.Operation;
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

/** Divisions: the sub-tenants of an account. */
@RestController
@RequestMapping("/api/v1/divisions")
@Tag(name = "Divisions")
final class DivisionController {
  private final Divisions divisions;

  DivisionController(Divisions divisions) {
    this.divisions = divisions;
  }

  /**
   * What a division is made of.
   *
   * @param name unique in the account
   */
  record DivisionDraft(String name, Optional<String> description) {
    static DivisionDraft of(Division division) {
      return new DivisionDraft(division.name(), Optional.of(division.description()));
    }

    Divisions.Draft stored() {
      return new Divisions.Draft(name, description.orElse(""));
    }
  }

  /** A division as the API shows it. */
  record DivisionView(
      String id,
      String accountId,
      String name,
      String description,
      long version,
      Instant createdAt,
      Instant updatedAt)
      implements HasVersion {
    static DivisionView of(Division division) {
      return new DivisionView(
          division.id(),
          division.accountId(),
          division.name(),
          division.description(),
          division.version(),
          division.createdAt(),
          division.updatedAt());
    }
  }

  @GetMapping
  @Requires(Permission.DIVISION_READ)
  @Filters(
      value = {"search", "name"},
      sort = {"name", "created_at", "updated_at"})
  @Operation(operationId = "listDivisions", summary = "List divisions")
  Page<DivisionView> list(Reach reach, ListQuery query) {
    return divisions.list(reach, query).map(DivisionView::of);
  }

  @GetMapping("/{id}")
  @Requires(Permission.DIVISION_READ)
  @Operation(operationId = "getDivision", summary = "Show a division")
  DivisionView find(Reach reach, @PathVariable String id) {
    return DivisionView.of(existing(reach, id));
  }

  private Division existing(Reach reach, String id) {
    return divisions
        .find(reach, id)
        .orElseThrow(
            () -> Refused.of(Kind.NOT_FOUND, "division-unknown", "There is no such division."));
  }

  @PostMapping
  @Requires(Permission.DIVISION_CHANGE)
  @ResponseStatus(HttpStatus.CREATED)
  @Operation(operationId = "createDivision", summary = "Create a division")
  DivisionView create(Reach reach, Actor actor, @RequestBody DivisionDraft draft) {
    return DivisionView.of(
        divisions.create(actor, reach.accountId(), draft.name(), draft.description().orElse("")));
  }

  @PatchMapping("/{id}")
  @Requires(Permission.DIVISION_CHANGE)
  @Operation(operationId = "updateDivision", summary = "Change a division")
  DivisionView update(
      Reach reach, Actor actor, @PathVariable String id, Patch<DivisionDraft> patch) {
    return DivisionView.of(
        patch.apply(
            () -> {
              var known = existing(reach, id);
              return new Patch.Current<>(DivisionDraft.of(known), known.version());
            },
            (draft, version) -> divisions.update(actor, reach, id, version, draft.stored())));
  }

  @DeleteMapping("/{id}")
  @Requires(Permission.DIVISION_CHANGE)
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @Operation(operationId = "deleteDivision", summary = "Delete a division that nothing uses")
  void delete(Reach reach, Actor actor, @PathVariable String id, IfMatch ifMatch) {
    divisions.delete(actor, reach, id, ifMatch.version());
  }
}
