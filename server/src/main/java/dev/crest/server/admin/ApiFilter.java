package dev.crest.server.admin;

import dev.crest.server.access.Identity;
import dev.crest.server.access.SameOrigin;
import dev.crest.server.access.SignIn;
import dev.crest.server.listen.RequestIds;
import dev.crest.server.refusal.Refused;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * What every request passes first: it gets an id and safe headers, says who it is, and is counted;
 * whatever it ends in leaves as a problem. Thread-safe.
 */
@Component
@Order(1)
final class ApiFilter implements Filter {
  private final List<SignIn> ways;
  private final RateLimit rates;
  private final Problems problems;
  private final RequestIds ids = new RequestIds();

  ApiFilter(List<SignIn> ways, RateLimit rates, Problems problems) {
    this.ways = List.copyOf(ways);
    this.rates = rates;
    this.problems = problems;
  }

  @Override
  public void doFilter(ServletRequest plain, ServletResponse reply, FilterChain chain)
      throws IOException, ServletException {
    var request = (HttpServletRequest) plain;
    var response = (HttpServletResponse) reply;
    var id = ids.next();
    CallContext.requestId(request, id);
    SafeHeaders.set(request, response);
    response.setHeader(CallContext.REQUEST_ID_HEADER, id);
    try {
      rates.admit("address:" + request.getRemoteAddr());
      SameOrigin.require(request);
      identify(request).ifPresent(identity -> CallContext.identity(request, identity));
      chain.doFilter(request, response);
    } catch (Refused refused) {
      problems.write(refused, request, response);
    } catch (ServletException | RuntimeException e) {
      var cause = e instanceof ServletException && e.getCause() != null ? e.getCause() : e;
      if (cause instanceof Refused refused) {
        problems.write(refused, request, response);
      } else {
        problems.write(cause, request, response);
      }
    }
  }

  private Optional<Identity> identify(HttpServletRequest request) {
    return ways.stream().flatMap(way -> way.identify(request).stream()).findFirst();
  }
}
