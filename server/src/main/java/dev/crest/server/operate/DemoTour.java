package dev.crest.server.operate;

import java.io.PrintWriter;
import java.nio.file.Path;

/** What quickstart says and shows. */
public final class DemoTour {
  private final QuickstartFile demo;
  private final Path data;
  private final PrintWriter out;

  public DemoTour(QuickstartFile demo, Path data, PrintWriter out) {
    this.demo = demo;
    this.data = data;
    this.out = out;
  }

  /** Says what is there. */
  public void introduce() {
    out.println();
    out.println("Crest quickstart");
    out.println("  data          " + data);
    out.println("  trust anchor  " + demo.trustAnchorFile());
    out.println("  policy        " + demo.policyId());
    out.println("  passcode      " + demo.passcode());
    demo.apiUrl().ifPresent(url -> out.println("  API           " + url));
    demo.signInUrl().ifPresent(url -> out.println("  sign in       " + url));
    out.println("  for scripts   " + data.resolve("quickstart.json"));
    out.println();
    out.flush();
  }

  /**
   * Runs the documentation's commands as a device; what goes wrong is said and does not stop the
   * server.
   */
  public void run() {
    out.println("A device enrols and renews, with the commands of the documentation:");
    out.println();
    try {
      new DemoDevice(data.resolve("quickstart").resolve("device"), out).enrollAndRenew(demo);
    } catch (DemoDevice.CommandFailed e) {
      out.println();
      out.println("  The demo device could not go on: " + e.getMessage());
      out.println("  The server is not affected; the commands below can be run by hand.");
      out.println();
    }
    out.flush();
  }

  /** Shows the commands to try by hand. */
  public void nextSteps() {
    var commands = new SeedCommands(demo);
    out.println("Try it yourself, from an empty folder:");
    out.println();
    out.println("# a key and a request");
    out.println(SeedCommands.shown(SeedCommands.makeKey()));
    out.println(SeedCommands.shown(SeedCommands.makeRequest()));
    out.println();
    out.println("# enrol with the passcode");
    out.println(SeedCommands.shown(commands.enroll()) + " > reply.b64");
    out.println(
        "openssl base64 -d -in reply.b64 | openssl pkcs7 -inform der -print_certs -out certificate.pem");
    out.println();
    out.println("# or enrol with an authentication certificate");
    out.println(SeedCommands.shown(commands.enrollWithCertificate()));
    out.println();
    out.println("# renew with the certificate that is being renewed");
    out.println(SeedCommands.shown(commands.reenroll()));
    out.println();
    out.flush();
  }
}
