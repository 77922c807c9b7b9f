package dev.crest.server;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.crest.server.store.CertificateRecords;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The dependency rules of docs/architecture.md, enforced instead of remembered. */
class ArchitectureTest {
  private static final String ROOT = "dev.crest.server.";

  /**
   * What each package of the server may import besides libraries; the order is that of the road,
   * top to bottom.
   */
  private static final Map<String, List<String>> MAY_IMPORT =
      Map.ofEntries(
          Map.entry("refusal", List.of()),
          Map.entry("audit", List.of()),
          Map.entry("listen", List.of()),
          Map.entry("decode", List.of()),
          Map.entry("auth", List.of("refusal")),
          Map.entry("policy", List.of("auth", "refusal")),
          Map.entry("csr", List.of("policy", "auth", "refusal")),
          Map.entry("device", List.of("csr", "policy", "auth", "refusal")),
          Map.entry("store", List.of("device", "csr", "policy", "auth", "audit", "refusal")),
          Map.entry(
              "hierarchy", List.of("store", "device", "csr", "policy", "auth", "audit", "refusal")),
          Map.entry(
              "enrollment",
              List.of("hierarchy", "store", "device", "csr", "policy", "auth", "audit", "refusal")),
          Map.entry(
              "est",
              List.of(
                  "listen",
                  "enrollment",
                  "hierarchy",
                  "store",
                  "device",
                  "csr",
                  "policy",
                  "auth",
                  "audit",
                  "refusal")),
          Map.entry(
              "operate",
              List.of(
                  "access",
                  "enrollment",
                  "hierarchy",
                  "store",
                  "device",
                  "csr",
                  "policy",
                  "auth",
                  "audit",
                  "refusal")),
          Map.entry(
              "jobs",
              List.of(
                  "enrollment",
                  "hierarchy",
                  "store",
                  "device",
                  "csr",
                  "policy",
                  "auth",
                  "audit",
                  "refusal")),
          Map.entry(
              "access",
              List.of(
                  "enrollment",
                  "hierarchy",
                  "store",
                  "device",
                  "csr",
                  "policy",
                  "auth",
                  "audit",
                  "refusal")),
          Map.entry(
              "admin",
              List.of(
                  "est",
                  "listen",
                  "access",
                  "jobs",
                  "decode",
                  "enrollment",
                  "hierarchy",
                  "store",
                  "device",
                  "csr",
                  "policy",
                  "auth",
                  "audit",
                  "refusal")),
          Map.entry(
              "config",
              List.of(
                  "est",
                  "jobs",
                  "admin",
                  "access",
                  "operate",
                  "listen",
                  "enrollment",
                  "hierarchy",
                  "store",
                  "policy",
                  "auth",
                  "refusal")));

  private static JavaClasses main;

  @BeforeAll
  static void read() {
    main =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_JARS)
            .importPackages("dev.crest.server");
  }

  @Test
  @DisplayName("imports inside the server go down the road only")
  void importsGoDownward() {
    var packages = new ArrayList<String>();
    main.forEach(c -> {
      if (c.getPackageName().startsWith(ROOT)) {
        packages.add(c.getPackageName().substring(ROOT.length()));
      }
    });
    assertThat(packages).isNotEmpty();
    assertThat(MAY_IMPORT.keySet())
        .as("every package has a place on the road")
        .containsAll(packages);
    MAY_IMPORT.forEach((name, allowed) -> {
      var forbidden =
          MAY_IMPORT.keySet().stream()
              .filter(other -> !other.equals(name) && !allowed.contains(other))
              .map(other -> ROOT + other)
              .toArray(String[]::new);
      noClasses()
          .that()
          .resideInAPackage(ROOT + name)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(forbidden)
          .allowEmptyShould(true)
          .check(main);
    });
  }

  @Test
  @DisplayName("there is no cycle between packages")
  void noCycle() {
    slices().matching("dev.crest.server.(*)..").should().beFreeOfCycles().check(main);
  }

  @Test
  @DisplayName("SQL has one home: store")
  void sqlInStore() {
    only(
        "store",
        "java.sql..",
        "javax.sql..",
        "org.flywaydb..",
        "com.zaxxer..",
        "org.sqlite..",
        "org.postgresql..");
  }

  @Test
  @DisplayName("Netty and TLS engines have one home: listen")
  void nettyInListen() {
    only("listen", "io.netty..", "org.conscrypt..");
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + "listen")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("javax.net.ssl.SSLEngine")
        .check(main);
  }

  @Test
  @DisplayName("Spring has its homes: admin and access; servlets and Tomcat too")
  void springInAdmin() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT + "admin", ROOT + "access")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.springframework..", "org.springdoc..", "jakarta.servlet..", "org.apache..")
        .check(main);
  }

  @Test
  @DisplayName("every operation of the management API says what it requires, or that it is open")
  void operationsSayWhatTheyRequire() {
    methods()
        .that()
        .areMetaAnnotatedWith("org.springframework.web.bind.annotation.RequestMapping")
        .should()
        .beAnnotatedWith("dev.crest.server.admin.Requires")
        .orShould()
        .beAnnotatedWith("dev.crest.server.admin.Open")
        .check(main);
  }

  @Test
  @DisplayName("the environment is read in config and Main only")
  void environmentInConfig() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT + "config", "dev.crest.server")
        .should()
        .callMethod(System.class, "getenv")
        .orShould()
        .callMethod(System.class, "getenv", String.class)
        .check(main);
  }

  @Test
  @DisplayName("issuing happens through enrollment and the hierarchy's own certificates only")
  void oneRoadToASignature() {
    classes()
        .that()
        .haveFullyQualifiedName("dev.crest.ca.issuance.PreparedCertificate")
        .should()
        .onlyBeAccessed()
        .byAnyPackage("dev.crest.ca..", ROOT + "enrollment", ROOT + "hierarchy")
        .check(
            new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.crest.server", "dev.crest.ca"));
  }

  @Test
  @DisplayName("certificates are withdrawn through enrollment only")
  void oneWayToWithdraw() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT + "enrollment", ROOT + "store")
        .should()
        .callMethodWhere(
            target(owner(assignableTo(CertificateRecords.class)))
                .and(target(nameMatching("revoke|suspend|resume"))))
        .check(main);
  }

  private static void only(String home, String... packages) {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + home)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(packages)
        .check(main);
  }
}
