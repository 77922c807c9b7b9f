package dev.crest.cli.doctor;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** From the URL to a TCP connection. */
final class AddressChecks {
  private static final String SHAPE = "https://host[:port]/.well-known/est[/label]";
  private static final String WELL_KNOWN = "/.well-known/est";

  private final Case known;

  AddressChecks(Case known) {
    this.known = known;
  }

  Finding url() {
    var text = known.setup().url().strip();
    URI url;
    try {
      url = new URI(text);
    } catch (URISyntaxException e) {
      return wrong(text + " is no URL: " + e.getReason() + ".", "Write it as " + SHAPE + ".");
    }
    if ("http".equalsIgnoreCase(url.getScheme())) {
      return wrong(
          "The URL is of plain http; EST is spoken over TLS only.",
          "Write https in place of http: " + text.replaceFirst("(?i)^http:", "https:"));
    }
    if (!"https".equalsIgnoreCase(url.getScheme()) || url.getHost() == null) {
      return wrong(
          text + " does not begin with https:// and the name of a host.",
          "Write it as " + SHAPE + (text.contains("://") ? "." : ", here https://" + text));
    }
    if (url.getRawUserInfo() != null || url.getRawQuery() != null || url.getRawFragment() != null) {
      return wrong(
          "The URL has a user, a query or a fragment, which EST does not know.",
          "Leave that out; a user name is given with --user, a passcode with --passcode-file.");
    }
    return path(url);
  }

  private Finding path(URI url) {
    var path = url.getRawPath().replaceFirst("/+$", "");
    if (!path.isEmpty() && !path.contains(WELL_KNOWN)) {
      return wrong(
          "The path " + path + " is not one of EST.",
          "EST is below " + WELL_KNOWN + ": copy the URL of the policy, or write it as " + SHAPE);
    }
    known.address = Optional.of(url);
    known.address = Optional.of(known.stranger().build().url());
    if (path.isEmpty()) {
      return Finding.warning(
          Check.URL,
          "The URL has no path; " + known.url() + " is taken, the server's default.",
          "If the server has several policies, copy the URL of the right one.");
    }
    return Finding.ok(Check.URL, known.url().toString());
  }

  private static Finding wrong(String what, String cure) {
    return Finding.problem(Check.URL, what, cure);
  }

  Finding dns() throws InterruptedException {
    var host = known.host();
    try {
      known.resolved = resolve(host);
    } catch (UnknownHostException e) {
      return Finding.problem(
          Check.DNS,
          "The name " + host + " is not known.",
          "Check its spelling. If it is right, ask the name server (getent hosts "
              + host
              + "), or put the name into /etc/hosts; inside a company a VPN may be missing.");
    } catch (TimeoutException e) {
      return Finding.problem(
          Check.DNS,
          "No name server answers within " + known.setup().patience().toSeconds() + " s.",
          "Check the network of this machine and its name servers (/etc/resolv.conf).");
    }
    if (literal(host)) {
      return Finding.ok(Check.DNS, host + " is an address, there is nothing to resolve");
    }
    return Finding.ok(
        Check.DNS,
        host
            + " is "
            + known.resolved.stream().map(AddressChecks::text).collect(Collectors.joining(", ")));
  }

  private static boolean literal(String host) {
    return host.startsWith("[") || host.matches("[0-9.]+");
  }

  /** With a run of zeros shortened (RFC 5952). */
  private static String text(InetAddress address) {
    return address.getHostAddress().replaceFirst("(^|:)0(:0)+(:|$)", "::")
        + (address instanceof Inet6Address ? " (IPv6)" : " (IPv4)");
  }

  /** RFC 6761 §6.3: names below localhost are this machine, whatever a resolver says. */
  private List<InetAddress> resolve(String host)
      throws UnknownHostException, TimeoutException, InterruptedException {
    var name = host.toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
    if (name.equals("localhost") || name.endsWith(".localhost")) {
      return List.of(
          InetAddress.getByAddress(host, new byte[] {127, 0, 0, 1}),
          InetAddress.getByAddress(
              host, new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}));
    }
    var asked = new CompletableFuture<List<InetAddress>>();
    // The platform's resolver heeds neither time limits nor interrupts.
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            asked.complete(List.of(InetAddress.getAllByName(host)));
          } catch (UnknownHostException e) {
            asked.completeExceptionally(e);
          }
        });
    try {
      return asked.get(known.millis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new UnknownHostException(host);
    }
  }

  Finding tcp() {
    var failures = new LinkedHashMap<InetAddress, IOException>();
    var good = new ArrayList<InetAddress>();
    for (var address : known.resolved.stream().limit(8).toList()) {
      var target = new InetSocketAddress(address, known.port());
      try (var socket = new Socket()) {
        socket.connect(target, known.millis());
        good.add(address);
        if (known.reached.isEmpty()) {
          known.reached = Optional.of(target);
        }
      } catch (IOException e) {
        failures.put(address, e);
      }
    }
    if (good.isEmpty()) {
      return unreached(failures);
    }
    var to = good.stream().map(AddressChecks::text).collect(Collectors.joining(", "));
    var what = "port " + known.port() + " answers at " + to;
    var slow =
        failures.entrySet().stream()
            .filter(one -> one.getValue() instanceof SocketTimeoutException)
            .map(one -> text(one.getKey()))
            .toList();
    return slow.isEmpty()
        ? Finding.ok(Check.TCP, what)
        : Finding.warning(
            Check.TCP,
            what + ", but not at " + String.join(", ", slow),
            "Clients may lose time on the address that does not answer: take it out of DNS, or let"
                + " its packets pass.");
  }

  private Finding unreached(Map<InetAddress, IOException> failures) {
    var where = known.host() + " at port " + known.port();
    if (failures.values().stream().anyMatch(AddressChecks::refused)) {
      return Finding.problem(
          Check.TCP,
          "The connection to " + where + " is refused: nobody listens at this port.",
          "Check the port in the URL, and that the server runs and listens at this address.");
    }
    if (failures.values().stream().anyMatch(SocketTimeoutException.class::isInstance)) {
      return Finding.problem(
          Check.TCP,
          "Nothing comes back from %s within %d s."
              .formatted(where, known.setup().patience().toSeconds()),
          "A firewall drops the packets, or the machine is off: ask for outgoing TCP to port "
              + known.port()
              + " to be let through.");
    }
    var reason = failures.values().stream().findFirst().map(IOException::getMessage).orElse("");
    return Finding.problem(
        Check.TCP,
        where + " cannot be reached: " + reason + ".",
        "There is no route: check cable, Wi-Fi, VPN and the default route of this machine.");
  }

  private static boolean refused(IOException e) {
    return e instanceof ConnectException
        && String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("refused");
  }
}
