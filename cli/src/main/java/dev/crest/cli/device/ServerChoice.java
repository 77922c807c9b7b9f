package dev.crest.cli.device;

import dev.crest.cli.connect.WrongUsage;
import dev.crest.estclient.Certificates;
import dev.crest.estclient.Credential;
import dev.crest.estclient.EstClient;
import dev.crest.estclient.EstException;
import dev.crest.estclient.Fingerprint;
import dev.crest.estclient.Identity;
import dev.crest.estclient.Linking;
import dev.crest.estclient.TlsVersion;
import dev.crest.estclient.Token;
import dev.crest.estclient.Trust;
import dev.crest.pkix.Certificate;
import dev.crest.pkix.MalformedInput;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The options that say which server is asked, whom to trust, and as whom. */
final class ServerChoice {
  private static final String ANCHOR = "--trust-anchor";
  private static final String FINGERPRINT = "--fingerprint";
  private static final String SYSTEM = "--system-trust";
  private static final String ISSUER = "--issuer";
  private static final String ISSUER_OF_SERVER = "--issuer-of-server";
  private static final String PASSCODE = "--passcode-file";
  private static final String USER = "--user";
  private static final String CERT = "--cert";
  private static final String KEY = "--key";
  private static final String PASSPHRASE = "--key-passphrase-file";
  private static final String PKCS12 = "--pkcs12";
  private static final String PKCS11 = "--pkcs11";
  private static final String SLOT = "--pkcs11-slot";
  private static final String LABEL = "--pkcs11-label";
  private static final String PIN = "--pin-file";
  private static final String TLS = "--tls";
  private static final String NO_LINK = "--no-link";

  private final Options options;
  private final InputFiles files;

  ServerChoice(Options options, InputFiles files) {
    this.options = options;
    this.files = files;
  }

  void addTrust() {
    options.add(
        "Whom to trust",
        Options.texts(ANCHOR, "<file>", "CA certificates of the server, in PEM or DER."),
        Options.text(
            FINGERPRINT, "<hex>", "SHA-256 or SHA-512 of a CA certificate of the server instead."),
        Options.flag(SYSTEM, "Trust what this machine trusts in general, also with the passcode."),
        Options.texts(
            ISSUER, "<file>", "CA certificates for what is issued, where they are others."),
        Options.flag(ISSUER_OF_SERVER, "Take the root for what is issued from the server itself."),
        Options.text(TLS, "1.2|1.3", "Speak this version of TLS only."));
  }

  void addCredential() {
    options.add(
        "As whom",
        Options.text(PASSCODE, "<file>", "A passcode, - being the input."),
        Options.text(USER, "<name>", "A user name to go with the passcode."),
        Options.text(CERT, "<file>", "A client certificate with its chain."),
        Options.text(KEY, "<file>", "Its private key."),
        Options.text(PKCS12, "<file>", "Both in a PKCS#12 file instead."),
        Options.text(PASSPHRASE, "<file>", "The passphrase of either."),
        Options.text(PKCS11, "<library>", "Both on a token instead: its PKCS#11 library,"),
        Options.text(SLOT, "<n>", "the index of its slot, 0 if not given,"),
        Options.text(LABEL, "<label>", "the label of the key, which must have a certificate,"),
        Options.text(PIN, "<file>", "and the PIN."),
        Options.flag(
            NO_LINK, "Do not link the request to the TLS session, as a TLS proxy may require."));
  }

  /** Says that nothing is to be read from the input, where that would be read once and again. */
  void refuseInput() {
    for (var name : List.of(PASSCODE, PASSPHRASE, PIN, CERT, KEY, PKCS12)) {
      if (options.value(name).filter("-"::equals).isPresent()) {
        throw new WrongUsage(name + " is read again and again here; give a file instead of -");
      }
    }
  }

  Linking linking() {
    return options.given(NO_LINK) ? Linking.WHEN_ASKED : Linking.ALWAYS;
  }

  /**
   * Reads a URL.
   *
   * @throws WrongUsage if it is none of an EST server
   */
  static URI url(String text) {
    try {
      var url = new URI(text);
      EstClient.builder(url);
      return url;
    } catch (URISyntaxException e) {
      throw new WrongUsage(text + " is no URL");
    } catch (IllegalArgumentException e) {
      throw new WrongUsage(String.valueOf(e.getMessage()));
    }
  }

  /**
   * Makes the client that the options ask for. Where only a fingerprint is known, the server is
   * asked for its CA certificates first.
   *
   * @throws WrongUsage if the options don't fit each other, or a file is not what it should be
   */
  EstClient client(URI url) throws EstException, InterruptedException {
    var builder = builder(url).linking(linking());
    var fingerprint = givenFingerprint();
    if (fingerprint.isEmpty()) {
      return builder.trust(trust()).build();
    }
    var trust = builder.build().bootstrap(fingerprint.get()).trust();
    return builder.trust(issuers(trust)).build();
  }

  /**
   * Returns the fingerprint that stands in place of trust anchors.
   *
   * @throws WrongUsage if both are given, or it is none
   */
  Optional<Fingerprint> givenFingerprint() {
    var fingerprint = options.value(FINGERPRINT);
    if (fingerprint.isPresent() && (!options.values(ANCHOR).isEmpty() || options.given(SYSTEM))) {
      throw new WrongUsage("give either --fingerprint or trust anchors");
    }
    return fingerprint.map(text -> reading(text, () -> Fingerprint.parse(text)));
  }

  /** Starts a client with everything but trust and linking. */
  EstClient.Builder builder(URI url) {
    var builder = EstClient.builder(url);
    givenVersion().ifPresent(version -> builder.tlsVersions(Set.of(version)));
    givenCredential().ifPresent(builder::credential);
    identity().ifPresent(builder::identity);
    return builder;
  }

  Optional<TlsVersion> givenVersion() {
    return options.value(TLS).map(ServerChoice::version);
  }

  Optional<Credential> givenCredential() {
    return options
        .value(PASSCODE)
        .map(
            file -> Credential.password(options.value(USER).orElse(""), files.secret(file)).once());
  }

  private static TlsVersion version(String text) {
    return switch (text) {
      case "1.2" -> TlsVersion.TLS_1_2;
      case "1.3" -> TlsVersion.TLS_1_3;
      default -> throw new WrongUsage("--tls is 1.2 or 1.3");
    };
  }

  private Trust trust() {
    return givenTrust()
        .orElseThrow(() ->
            new WrongUsage(
                "whom to trust? Give the server's CA certificate with --trust-anchor, its"
                    + " --fingerprint, or --system-trust for a server with a public certificate"));
  }

  /** Returns whom the options say to trust, fingerprints aside; empty where they say nothing. */
  Optional<Trust> givenTrust() {
    var anchors = certificates(options.values(ANCHOR));
    if (anchors.isEmpty() && !options.given(SYSTEM)) {
      return Optional.empty();
    }
    var trust = anchors.isEmpty() ? Trust.system() : Trust.anchors(anchors);
    if (options.given(SYSTEM)) {
      trust = trust.orImplicitly(Trust.system()).withPasswordsForImplicit();
    }
    return Optional.of(issuers(trust));
  }

  /** Adds to a trust whom the options say to trust for what is issued. */
  Trust issuers(Trust trust) {
    var issuers = certificates(options.values(ISSUER));
    var with = issuers.isEmpty() ? trust : trust.withIssuers(issuers);
    return options.given(ISSUER_OF_SERVER) ? with.withIssuersOfServer() : with;
  }

  List<Certificate> certificates(List<String> names) {
    var found = new ArrayList<Certificate>();
    for (var name : names) {
      found.addAll(reading(name, () -> Certificates.read(files.bytes(name))));
    }
    return found;
  }

  /** Returns the passphrase of a key; empty where there is none. */
  char[] passphrase() {
    return options.value(PASSPHRASE).map(files::secret).orElse(new char[0]);
  }

  /** Returns the identity that is presented, if any is given. */
  Optional<Identity> identity() {
    var passphrase = passphrase();
    if (options.value(PKCS12).isPresent()) {
      var file = options.value(PKCS12).get();
      return Optional.of(reading(file, () -> Identity.pkcs12(files.bytes(file), passphrase)));
    }
    if (options.value(PKCS11).isPresent()) {
      return Optional.of(token(options.value(PKCS11).get()));
    }
    var cert = options.value(CERT);
    var key = options.value(KEY);
    if (cert.isPresent() != key.isPresent()) {
      throw new WrongUsage("--cert and --key go together");
    }
    return cert.map(file ->
        reading(
            file,
            () -> Identity.read(files.bytes(key.orElseThrow()), passphrase, files.bytes(file))));
  }

  private Identity token(String library) {
    var label =
        options.value(LABEL).orElseThrow(() -> new WrongUsage("--pkcs11 needs --pkcs11-label"));
    var pin =
        options
            .value(PIN)
            .map(files::secret)
            .orElseThrow(() -> new WrongUsage("--pkcs11 needs --pin-file"));
    int slot;
    try {
      slot = Integer.parseInt(options.value(SLOT).orElse("0"));
    } catch (NumberFormatException e) {
      throw new WrongUsage("--pkcs11-slot is a number");
    }
    return reading(library, () -> Token.open(files.path(library), slot, pin).identity(label));
  }

  private interface Reading<T> {
    T read();
  }

  /** Says which file it was that could not be read. */
  private static <T> T reading(String name, Reading<T> reading) {
    try {
      return reading.read();
    } catch (MalformedInput | IllegalArgumentException e) {
      throw new WrongUsage(name + ": " + e.getMessage());
    }
  }
}
