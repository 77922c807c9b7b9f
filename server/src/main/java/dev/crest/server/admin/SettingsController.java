package dev.crest.server.admin;

import dev.crest.server.access.AccessSettings;
import dev.crest.server.access.Permission;
import dev.crest.server.decode.ReadableCertificate;
import dev.crest.server.est.EstSettings;
import dev.crest.server.store.StoreDescription;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** How this server is configured and what it runs on; nothing is changed here. */
@RestController
@RequestMapping("/api/v1/settings")
@Tag(name = "Settings")
final class SettingsController {
  private final EffectiveSettings settings;
  private final StoreDescription store;
  private final ListenerCertificate listener;
  private final EstSettings est;
  private final AccessSettings access;
  private final InstantSource clock;
  private final Instant startedAt;

  SettingsController(
      EffectiveSettings settings,
      StoreDescription store,
      ListenerCertificate listener,
      EstSettings est,
      AccessSettings access,
      InstantSource clock) {
    this.settings = settings;
    this.store = store;
    this.listener = listener;
    this.est = est;
    this.access = access;
    this.clock = clock;
    this.startedAt = clock.instant();
  }

  /** The platform that the server runs on. */
  record JavaPlatform(String version, String vendor, String system) {}

  /** The host names and ports that clients use. */
  record ServedAddresses(
      String estUrl, String estClientAuthUrl, int estPort, String apiUrl, int apiPort) {}

  /** The certificate that the server proves itself with. */
  record ServedCertificate(
      String subject,
      List<String> subjectAltNames,
      String issuer,
      Instant notBefore,
      Instant notAfter,
      String fingerprint) {
    static ServedCertificate of(ReadableCertificate words) {
      return new ServedCertificate(
          words.subject(),
          words.subjectAltNames(),
          words.issuer(),
          words.notBefore(),
          words.notAfter(),
          words.sha256());
    }
  }

  /**
   * Everything about this server.
   *
   * @param version of the product
   * @param uptime since its start
   * @param settings every setting with what it is and where that comes from; of secrets the
   *     reference alone
   */
  record SettingsView(
      String version,
      Instant startedAt,
      @Schema(format = "duration") String uptime,
      JavaPlatform java,
      StoreDescription database,
      ServedAddresses addresses,
      ServedCertificate certificate,
      Optional<String> oidcIssuer,
      List<EffectiveSettings.Setting> settings) {}

  @GetMapping
  @Requires(Permission.SETTINGS_READ)
  @Operation(
      operationId = "getSettings",
      summary = "Show how the server is configured and what it runs on, secrets left out")
  SettingsView get(HttpServletRequest request) {
    var up = Duration.between(startedAt, clock.instant());
    return new SettingsView(
        ProductVersion.text(),
        startedAt,
        Duration.ofSeconds(up.toSeconds()).toString(),
        new JavaPlatform(
            Runtime.version().toString(),
            System.getProperty("java.vendor", ""),
            System.getProperty("os.name", "") + " " + System.getProperty("os.arch", "")),
        store,
        new ServedAddresses(
            "https://" + est.publicAuthority(),
            "https://" + est.clientAuthAuthority(),
            est.port(),
            PublicAddress.url(request, access.publicHost(), "/api/v1"),
            request.getLocalPort()),
        ServedCertificate.of(ReadableCertificate.of(listener.certificate())),
        access.oidc().map(oidc -> oidc.issuer().toString()),
        settings.settings());
  }
}
