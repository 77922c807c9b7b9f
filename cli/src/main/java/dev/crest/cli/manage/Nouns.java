package dev.crest.cli.manage;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The nouns that people type. What can be done with each, and with which options, follows from the
 * API's description; a collection that is not listed here becomes a noun under its own name.
 */
final class Nouns {
  private Nouns() {}

  static List<Noun> known() {
    var all = new ArrayList<Noun>();
    all.addAll(tenants());
    all.addAll(rules());
    all.addAll(credentials());
    all.addAll(fleet());
    all.addAll(access());
    return List.copyOf(all);
  }

  private static Noun noun(
      String name,
      String collection,
      String description,
      List<String> columns,
      List<String> names,
      String... stems) {
    return new Noun(
        name,
        List.of(collection),
        description,
        columns,
        names,
        List.of(stems),
        List.of(),
        Set.of());
  }

  private static List<Noun> tenants() {
    return List.of(
        noun(
            "account",
            "accounts",
            "Accounts, their plan and licences.",
            List.of("id", "name", "plan", "certificate_limit", "created_at"),
            List.of("name"),
            "account"),
        noun(
            "division",
            "divisions",
            "Divisions: the sub-tenants of an account.",
            List.of("id", "name", "description"),
            List.of("name"),
            "division"),
        noun(
            "ca",
            "certificate-authorities",
            "Certificate authorities.",
            List.of("id", "name", "kind", "state", "status", "key_type", "not_after"),
            List.of("name", "common_name"),
            "ca",
            "authority",
            "certificate_authority",
            "issuer"));
  }

  private static List<Noun> rules() {
    return List.of(
        noun(
            "template",
            "certificate-templates",
            "Certificate templates: what a profile can be made of.",
            List.of("id", "key", "name", "shipped", "enabled"),
            List.of("name", "key"),
            "template",
            "certificate_template"),
        noun(
            "profile",
            "certificate-profiles",
            "Certificate profiles: what a certificate looks like.",
            List.of("id", "name", "template_name", "enabled", "description"),
            List.of("name"),
            "profile",
            "certificate_profile"),
        noun(
            "policy",
            "certificate-policies",
            "Certificate management policies: who gets which certificate, and how.",
            List.of("id", "name", "model", "methods", "status", "serving"),
            List.of("name"),
            "policy",
            "certificate_policy",
            "management_policy"),
        noun(
            "auth-policy",
            "authentication-policies",
            "Authentication policies: containers of credentials.",
            List.of("id", "name", "credential_count", "status", "description"),
            List.of("name"),
            "auth_policy",
            "authentication_policy"));
  }

  private static List<Noun> credentials() {
    return List.of(
        credential(
            "passcode",
            "Passcodes of an authentication policy.",
            List.of(
                "id", "name", "shown_prefix", "user_name", "uses", "usage_limit", "status", "end"),
            List.of("passcode")),
        credential(
            "auth-certificate",
            "Authentication certificates of an authentication policy.",
            List.of(
                "id",
                "name",
                "certificate.subject",
                "uses",
                "usage_limit",
                "status",
                "certificate.not_after"),
            List.of("authentication_certificate", "certificate")),
        credential(
            "auth-ca",
            "Authentication CAs of an authentication policy.",
            List.of("id", "name", "certificate.subject", "uses", "status", "certificate.not_after"),
            List.of("authentication_ca", "authentication_authority", "authority", "ca")));
  }

  private static Noun credential(
      String name, String description, List<String> columns, List<String> kinds) {
    return new Noun(
        name,
        List.of("authentication-policies/*/credentials"),
        description,
        columns,
        List.of("name"),
        List.of(),
        kinds,
        Set.of("value"));
  }

  private static List<Noun> fleet() {
    return List.of(
        noun(
            "group",
            "device-groups",
            "Device groups.",
            List.of("id", "name", "division_id", "enabled", "tags", "description"),
            List.of("name"),
            "group",
            "device_group"),
        new Noun(
            "assignment",
            List.of(
                "device-groups/*/policy-assignments",
                "device-groups/*/assignments",
                "policy-assignments"),
            "Policy assignments of a device group.",
            List.of("id", "name", "usage", "policy_id", "enabled"),
            List.of("name"),
            List.of(),
            List.of(),
            Set.of()),
        noun(
            "device",
            "devices",
            "Devices.",
            List.of("id", "name", "state", "group_id", "created_at"),
            List.of("name"),
            "device"),
        noun(
            "certificate",
            "certificates",
            "Certificates, from issuance to revocation.",
            List.of("id", "subject", "serial_number", "status", "not_after"),
            List.of("serial_number"),
            "certificate"),
        noun(
            "request",
            "certificate-requests",
            "Certificate requests, single and in batches.",
            List.of("id", "status", "state", "policy_id", "common_name", "created_at"),
            List.of(),
            "request",
            "certificate_request"),
        noun(
            "job",
            "jobs",
            "Jobs: batches and other long work.",
            List.of("id", "kind", "name", "status", "done", "total", "failed", "created_at"),
            List.of(),
            "job"));
  }

  private static List<Noun> access() {
    return List.of(
        noun(
            "user",
            "users",
            "People who may sign in.",
            List.of("id", "name", "display_name", "email", "enabled", "ends_at"),
            List.of("name"),
            "user"),
        noun(
            "service-user",
            "service-users",
            "Programs that use the API.",
            List.of("id", "name", "display_name", "enabled", "ends_at"),
            List.of("name"),
            "service_user"),
        noun(
            "api-key",
            "service-users/*/api-keys",
            "API keys of a service user.",
            List.of("id", "name", "prefix", "ends_at", "last_used"),
            List.of("name")),
        noun(
            "me",
            "me",
            "Whoever is signed in: own password, codes, API keys and sessions.",
            List.of(),
            List.of()),
        noun(
            "audit",
            "audit-events",
            "The audit log.",
            List.of(
                "at", "actor", "action", "outcome", "resource_type", "resource_id", "request_id"),
            List.of(),
            "audit_event"));
  }
}
