package dev.crest.server.admin;

import dev.crest.server.access.Permission;
import dev.crest.server.admin.CertificatePolicyBodies.CertificatePolicyDraft;
import dev.crest.server.admin.CertificatePolicyBodies.CertificatePolicyView;
import dev.crest.server.est.EstSettings;
import dev.crest.server.policy.CertificateManagementPolicy.Method;
import dev.crest.server.refusal.Fault;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.Actor;
import dev.crest.server.store.CertificateManagementPolicies;
import dev.crest.server.store.ListQuery;
import dev.crest.server.store.Page;
import dev.crest.server.store.PolicyRecord;
import dev.crest.server.store.Reach;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.ArrayList;
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
import tools.jackson.databind.json.JsonMapper;

/** Certificate policies: how certificates are asked for, by whom, and what they look like. */
@RestController
@RequestMapping("/api/v1/certificate-policies")
@Tag(name = "Certificate policies")
final class CertificatePolicyController {
  private final CertificateManagementPolicies policies;
  private final EstSettings est;
  private final JsonMapper json;

  CertificatePolicyController(
      CertificateManagementPolicies policies, EstSettings est, JsonMapper json) {
    this.policies = policies;
    this.est = est;
    this.json = json;
  }

  /**
   * What a deletion leaves behind.
   *
   * @param deviceGroups names of device groups that use the policy
   */
  record CertificatePolicyDeleted(List<String> deviceGroups) {}

  @GetMapping
  @Requires(Permission.POLICY_READ)
  @Filters(
      value = {
        "name",
        "division_id",
        "status",
        "method",
        "model",
        "profile_id",
        "authority_id",
        "authentication_policy_id"
      },
      sort = {"name", "created_at", "updated_at"})
  @Operation(
      operationId = "listCertificatePolicies",
      summary = "List certificate policies; deleted ones only where the status is asked for")
  Page<CertificatePolicyView> list(Reach reach, ListQuery query) {
    return policies
        .list(reach, query)
        .map(record -> CertificatePolicyView.of(record, Optional.empty()));
  }

  @GetMapping("/{id}")
  @Requires(Permission.POLICY_READ)
  @Operation(
      operationId = "getCertificatePolicy",
      summary = "Show a certificate policy with its EST URLs")
  CertificatePolicyView find(Reach reach, @PathVariable String id) {
    return view(existing(reach, id));
  }

  private PolicyRecord existing(Reach reach, String id) {
    return policies
        .find(reach, id)
        .orElseThrow(() ->
            Refused.of(
                Kind.NOT_FOUND,
                "certificate-management-policy-unknown",
                "There is no such certificate policy."));
  }

  private CertificatePolicyView view(PolicyRecord record) {
    var policy = record.policy();
    boolean served = policy.methods().contains(Method.EST);
    return CertificatePolicyView.of(
        record, served ? Optional.of(EstUrls.of(policy, est)) : Optional.empty());
  }

  @PostMapping
  @Requires(Permission.POLICY_CHANGE)
  @ResponseStatus(HttpStatus.CREATED)
  @Operation(
      operationId = "createCertificatePolicy",
      summary = "Create a certificate policy; the reply holds its EST URLs")
  CertificatePolicyView create(
      Reach reach, Actor actor, @RequestBody CertificatePolicyDraft draft) {
    var usual = policies.usualAuthority(reach.accountId()).orElse("");
    var found = new ArrayList<Fault>();
    return view(policies.create(actor, reach, draft.stored(usual, json, found), found));
  }

  @PatchMapping("/{id}")
  @Requires(Permission.POLICY_CHANGE)
  @Operation(operationId = "updateCertificatePolicy", summary = "Change a certificate policy")
  CertificatePolicyView update(
      Reach reach, Actor actor, @PathVariable String id, Patch<CertificatePolicyDraft> patch) {
    return view(
        patch.apply(
            () -> {
              var known = existing(reach, id);
              return new Patch.Current<>(
                  CertificatePolicyDraft.of(known.policy()), known.version());
            },
            (draft, version) -> {
              var usual = existing(reach, id).policy().authorityId();
              var found = new ArrayList<Fault>();
              var stored = draft.stored(usual, json, found);
              return policies.update(actor, reach, id, version, stored, found);
            }));
  }

  @PostMapping("/{id}/enable")
  @Requires(Permission.POLICY_CHANGE)
  @Operation(operationId = "enableCertificatePolicy", summary = "Switch a certificate policy on")
  CertificatePolicyView enable(Reach reach, Actor actor, @PathVariable String id, IfMatch ifMatch) {
    return view(policies.setEnabled(actor, reach, id, ifMatch.version(), true));
  }

  @PostMapping("/{id}/disable")
  @Requires(Permission.POLICY_CHANGE)
  @Operation(operationId = "disableCertificatePolicy", summary = "Switch a certificate policy off")
  CertificatePolicyView disable(
      Reach reach, Actor actor, @PathVariable String id, IfMatch ifMatch) {
    return view(policies.setEnabled(actor, reach, id, ifMatch.version(), false));
  }

  @DeleteMapping("/{id}")
  @Requires(Permission.POLICY_CHANGE)
  @Operation(
      operationId = "deleteCertificatePolicy",
      summary = "Delete a certificate policy; it can be restored",
      description = "The reply names the device groups that use it.")
  CertificatePolicyDeleted delete(
      Reach reach, Actor actor, @PathVariable String id, IfMatch ifMatch) {
    return new CertificatePolicyDeleted(policies.delete(actor, reach, id, ifMatch.version()));
  }

  @PostMapping("/{id}/restore")
  @Requires(Permission.POLICY_CHANGE)
  @Operation(
      operationId = "restoreCertificatePolicy",
      summary = "Restore a deleted certificate policy")
  CertificatePolicyView restore(
      Reach reach, Actor actor, @PathVariable String id, IfMatch ifMatch) {
    return view(policies.restore(actor, reach, id, ifMatch.version()));
  }
}
