package dev.crest.cli.device;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.crest.estclient.Certificates;
import dev.crest.estclient.Linking;
import dev.crest.estclient.Trust;
import dev.crest.pkix.Certificate;
import dev.crest.pkix.MalformedInput;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What renewing needs to know, as device.json keeps it. No secret is in it: a certificate is
 * renewed by itself.
 *
 * @param url of the server
 */
record DeviceRecord(URI url, Trust trust, Linking linking) {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int VERSION = 1;

  DeviceRecord with(Trust grown) {
    return new DeviceRecord(url, grown, linking);
  }

  byte[] json() {
    var root = JSON.createObjectNode();
    root.put("version", VERSION);
    root.put("url", url.toString());
    root.put("linking", linking.name().toLowerCase(Locale.ROOT));
    var trusted = root.putObject("trust");
    put(trusted, "anchors", trust.explicit());
    put(trusted, "issuers", trust.issuers());
    put(trusted, "intermediates", trust.intermediates());
    trusted.put("system", !trust.implicit().isEmpty());
    return (JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n").getBytes(UTF_8);
  }

  private static void put(ObjectNode trusted, String name, List<Certificate> certificates) {
    var list = trusted.putArray(name);
    certificates.forEach(one -> list.add(new String(Certificates.pem(List.of(one)), US_ASCII)));
  }

  /**
   * Reads a record.
   *
   * @throws FileTrouble if it is none
   */
  static DeviceRecord read(byte[] json) {
    try {
      var root = JSON.readTree(json);
      if (root.path("version").asInt(0) != VERSION) {
        throw new FileTrouble(
            DeviceFolder.RECORD + " was written by another version of this program; enrol again");
      }
      var trusted = root.path("trust");
      var anchors = certificates(trusted, "anchors");
      var trust = anchors.isEmpty() ? Trust.system() : Trust.anchors(anchors);
      if (trusted.path("system").asBoolean(false)) {
        trust = trust.orImplicitly(Trust.system());
      }
      return new DeviceRecord(
          URI.create(root.path("url").asString("")),
          trust
              .withIssuers(certificates(trusted, "issuers"))
              .withIntermediates(certificates(trusted, "intermediates")),
          Linking.valueOf(root.path("linking").asString("").toUpperCase(Locale.ROOT)));
    } catch (JacksonException | IllegalArgumentException | MalformedInput e) {
      throw new FileTrouble(
          DeviceFolder.RECORD + " is damaged; take the one from " + DeviceFolder.RECORD + ".old",
          e);
    }
  }

  private static List<Certificate> certificates(JsonNode trusted, String name) {
    var found = new ArrayList<Certificate>();
    trusted
        .path(name)
        .forEach(one -> found.addAll(Certificates.read(one.asString("").getBytes(US_ASCII))));
    return found;
  }
}
