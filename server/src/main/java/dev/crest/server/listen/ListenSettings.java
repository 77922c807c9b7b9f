package dev.crest.server.listen;

import dev.crest.pkix.Certificate;
import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Where and how to listen.
 *
 * @param bindAddress the address of the interface to listen on; the wildcard address for all
 * @param port the port; 0 lets the system choose one
 * @param publicHost the DNS name for passcodes, in lower case
 * @param clientAuthHost the DNS name for certificates, in lower case
 * @param furtherNames more names and addresses of the plain host, such as {@code localhost} and
 *     {@code ::1}
 * @param balancers the address ranges ({@code 192.0.2.0/24}, {@code 2001:db8::/48}) of load
 *     balancers whose connections begin, every one of them, with a PROXY protocol version 2 header
 * @param namedAuthorities certificates whose subjects CertificateRequest lists as
 *     certificate_authorities; none lets the client choose, and spares small clients a long list
 *     (S-TLS-12)
 * @param nativeTls whether BoringSSL does TLS; else, and where its library does not load, the JDK
 *     does: several times the CPU, no tls-unique, but client keys on P-521, Ed25519 and Ed448
 */
public record ListenSettings(
    InetAddress bindAddress,
    int port,
    String publicHost,
    String clientAuthHost,
    List<String> furtherNames,
    List<String> balancers,
    List<Certificate> namedAuthorities,
    boolean nativeTls,
    ListenLimits limits,
    ListenTimeouts timeouts) {

  private static final Pattern DNS_NAME =
      Pattern.compile(
          "(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?(\\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?)*");
  private static final int MOST_NAMES = 100;

  public ListenSettings {
    furtherNames = List.copyOf(furtherNames);
    balancers = List.copyOf(balancers);
    namedAuthorities = List.copyOf(namedAuthorities);
    var problems = new ArrayList<String>();
    if (port < 0 || port > 65_535) {
      problems.add("port is " + port + ", not within 0 to 65535");
    }
    dnsName(problems, "public-host", publicHost);
    dnsName(problems, "client-auth-host", clientAuthHost);
    if (publicHost.equals(clientAuthHost)) {
      problems.add("public-host and client-auth-host are the same name");
    }
    if (furtherNames.contains(clientAuthHost)) {
      problems.add("client-auth-host is also one of the further names");
    }
    furtherNames.stream()
        .filter(name -> !isAddress(name))
        .forEach(name -> dnsName(problems, "further name", name));
    balancers.forEach(range -> addressRange(problems, range));
    if (furtherNames.size() > MOST_NAMES || namedAuthorities.size() > MOST_NAMES) {
      problems.add("more than " + MOST_NAMES + " further names or named authorities");
    }
    Problems.throwIfAny(problems);
  }

  /**
   * Returns settings for port 8443 on all interfaces, BoringSSL, no balancers and the default
   * limits.
   */
  public static ListenSettings defaults(String publicHost, String clientAuthHost) {
    return new ListenSettings(
        new InetSocketAddress(8443).getAddress(),
        8443,
        publicHost,
        clientAuthHost,
        List.of(),
        List.of(),
        List.of(),
        true,
        ListenLimits.defaults(),
        ListenTimeouts.defaults());
  }

  public ListenSettings withAddress(InetAddress address, int newPort) {
    return new ListenSettings(
        address,
        newPort,
        publicHost,
        clientAuthHost,
        furtherNames,
        balancers,
        namedAuthorities,
        nativeTls,
        limits,
        timeouts);
  }

  public ListenSettings withFurtherNames(List<String> names) {
    return new ListenSettings(
        bindAddress,
        port,
        publicHost,
        clientAuthHost,
        names,
        balancers,
        namedAuthorities,
        nativeTls,
        limits,
        timeouts);
  }

  public ListenSettings withBalancers(List<String> ranges) {
    return new ListenSettings(
        bindAddress,
        port,
        publicHost,
        clientAuthHost,
        furtherNames,
        ranges,
        namedAuthorities,
        nativeTls,
        limits,
        timeouts);
  }

  public ListenSettings withNamedAuthorities(List<Certificate> authorities) {
    return new ListenSettings(
        bindAddress,
        port,
        publicHost,
        clientAuthHost,
        furtherNames,
        balancers,
        authorities,
        nativeTls,
        limits,
        timeouts);
  }

  public ListenSettings withNativeTls(boolean isNative) {
    return new ListenSettings(
        bindAddress,
        port,
        publicHost,
        clientAuthHost,
        furtherNames,
        balancers,
        namedAuthorities,
        isNative,
        limits,
        timeouts);
  }

  public ListenSettings withLimits(ListenLimits newLimits, ListenTimeouts newTimeouts) {
    return new ListenSettings(
        bindAddress,
        port,
        publicHost,
        clientAuthHost,
        furtherNames,
        balancers,
        namedAuthorities,
        nativeTls,
        newLimits,
        newTimeouts);
  }

  /** Whether {@code text} is an IPv4 or IPv6 address and no name. Never asks the DNS. */
  static boolean isAddress(String text) {
    try {
      InetAddress.ofLiteral(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static void dnsName(List<String> problems, String what, String name) {
    var lower = name.toLowerCase(Locale.ROOT);
    if (isAddress(name) || !DNS_NAME.matcher(lower).matches()) {
      problems.add(what + " is not a DNS name");
    } else if (!lower.equals(name)) {
      problems.add(what + " is not in lower case");
    }
  }

  private static void addressRange(List<String> problems, String range) {
    try {
      range(range);
    } catch (RuntimeException e) {
      problems.add("a balancer is not an address range such as 192.0.2.0/24");
    }
  }

  /** Returns the matcher of one of {@link #balancers()}. */
  static IpSubnetFilterRule range(String cidr) {
    int slash = cidr.lastIndexOf('/');
    if (slash < 1) {
      throw new IllegalArgumentException("no prefix length");
    }
    var address = InetAddress.ofLiteral(cidr.substring(0, slash));
    return new IpSubnetFilterRule(
        address, Integer.parseInt(cidr.substring(slash + 1)), IpFilterRuleType.ACCEPT);
  }
}
