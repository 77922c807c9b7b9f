package dev.crest.cli.manage;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The nouns that people type. What can be done with each, and with which options, follows from the
 * API's description; a collection that is not listed here becomes a noun under its own name.
 */
final class Nouns {
  private static final String CREDENTIALS = "authentication-policies/*/credentials";

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
            List.of("id", "name", "plan", "enabled", "created_at"),
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
            List.of("id", "name", "shipped", "description"),
            List.of("name"),
            "template",
            "certificate_template"),
        noun(
            "profile",
            "certificate-profiles",
            "Certificate profiles: what a certificate looks like.",
            List.of("id", "name", "template", "template_id", "enabled", "description"),
            List.of("name"),
            "profile",
            "certificate_profile"),
        noun(
            "policy",
            "certificate-policies",
            "Certificate management policies: who gets which certificate, and how.",
            List.of("id", "name", "division_id", "model", "methods", "enabled", "state"),
            List.of("name"),
            "policy",
            "certificate_policy",
            "management_policy"),
        noun(
            "auth-policy",
            "authentication-policies",
            "Authentication policies: containers of credentials.",
            List.of("id", "name", "division_id", "enabled", "description"),
            List.of("name"),
            "auth_policy",
            "authentication_policy"));
  }

  private static List<Noun> credentials() {
    return List.of(
        new Noun(
            "passcode",
            List.of(
                CREDENTIALS,
                CREDENTIALS + "/passcodes",
                "authentication-policies/*/passcodes",
                "credentials",
                "passcodes"),
            "Passcodes of an authentication policy.",
            List.of(
                "id", "name", "prefix", "username", "usage_limit", "uses", "enabled", "ends_at"),
            List.of("name"),
            List.of(),
            List.of("passcode"),
            Set.of("passcode", "value")),
        new Noun(
            "auth-certificate",
            List.of(
                CREDENTIALS,
                CREDENTIALS + "/certificates",
                "authentication-policies/*/certificates",
                "credentials"),
            "Authentication certificates of an authentication policy.",
            List.of("id", "name", "subject", "usage_limit", "uses", "enabled", "not_after"),
            List.of("name"),
            List.of(),
            List.of("authentication_certificate", "certificate"),
            Set.of()),
        new Noun(
            "auth-ca",
            List.of(
                CREDENTIALS,
                CREDENTIALS + "/authorities",
                "authentication-policies/*/authorities",
                "credentials"),
            "Authentication CAs of an authentication policy.",
            List.of("id", "name", "subject", "enabled", "not_after"),
            List.of("name"),
            List.of(),
            List.of("authentication_ca", "authentication_authority", "authority", "ca"),
            Set.of()));
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
            List.of(
                "id",
                "name",
                "state",
                "status",
                "group_id",
                "identity",
                "registered_at",
                "created_at"),
            List.of("name", "serial_number", "identity"),
            "device"),
        noun(
            "certificate",
            "certificates",
            "Certificates, from issuance to revocation.",
            List.of("id", "common_name", "subject", "serial_number", "status", "not_after"),
            List.of("serial_number", "common_name"),
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
            List.of("id", "kind", "state", "status", "total", "done", "failed", "created_at"),
            List.of("name"),
            "job"));
  }

  private static List<Noun> access() {
    return List.of(
        noun(
            "user",
            "users",
            "People who may sign in.",
            List.of(
                "id", "login", "username", "email", "name", "roles", "enabled", "last_sign_in_at"),
            List.of("login", "username", "email", "name"),
            "user"),
        noun(
            "service-user",
            "service-users",
            "Programs that use the API.",
            List.of("id", "login", "username", "name", "roles", "enabled"),
            List.of("login", "username", "name"),
            "service_user"),
        new Noun(
            "api-key",
            List.of("service-users/*/api-keys", "users/*/api-keys", "api-keys"),
            "API keys of a service user.",
            List.of("id", "name", "prefix", "expires_at", "last_used_at", "enabled"),
            List.of("name"),
            List.of(),
            List.of(),
            Set.of()),
        noun(
            "audit",
            "audit-events",
            "The audit log.",
            List.of("id", "at", "time", "action", "actor", "object", "outcome", "request_id"),
            List.of(),
            "audit_event"));
  }
}
