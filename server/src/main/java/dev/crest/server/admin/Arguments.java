package dev.crest.server.admin;

import dev.crest.server.access.Identity;
import dev.crest.server.refusal.Fault;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.Actor;
import dev.crest.server.store.ListQuery;
import dev.crest.server.store.Oversight;
import dev.crest.server.store.Reach;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import tools.jackson.databind.json.JsonMapper;

/**
 * Gives operations what they ask for by type: who asks ({@link Identity}, {@link Actor}), how far
 * that reaches ({@link Reach}, {@link Oversight}), what of a list ({@link ListQuery}), which
 * version ({@link IfMatch}), and which changes ({@link Patch}). Thread-safe.
 */
@Component
final class Arguments implements HandlerMethodArgumentResolver {
  private static final Set<Class<?>> TYPES =
      Set.of(
          Identity.class,
          Actor.class,
          Reach.class,
          Oversight.class,
          ListQuery.class,
          IfMatch.class,
          Patch.class);
  private static final Set<String> PAGING = Set.of("limit", "cursor", "sort");
  private static final Pattern ETAG = Pattern.compile("\"([0-9]{1,18})\"");

  private final JsonBody bodies;
  private final JsonMapper mapper;

  Arguments(JsonBody bodies, JsonMapper mapper) {
    this.bodies = bodies;
    this.mapper = mapper;
  }

  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    return TYPES.contains(parameter.getParameterType());
  }

  @Override
  public Object resolveArgument(
      MethodParameter parameter,
      @Nullable ModelAndViewContainer container,
      NativeWebRequest web,
      @Nullable WebDataBinderFactory binders)
      throws IOException {
    var request = web.getNativeRequest(HttpServletRequest.class);
    if (request == null) {
      throw new IllegalStateException("only HTTP requests come here");
    }
    var type = parameter.getParameterType();
    if (type == Identity.class) {
      return CallContext.signedIn(request);
    }
    if (type == Actor.class) {
      return CallContext.actor(request);
    }
    if (type == Reach.class) {
      return CallContext.reach(request);
    }
    if (type == Oversight.class) {
      return CallContext.oversight(request);
    }
    if (type == ListQuery.class) {
      return listQuery(request);
    }
    if (type == IfMatch.class) {
      return ifMatch(request);
    }
    return patch(parameter, request);
  }

  private Patch<?> patch(MethodParameter parameter, HttpServletRequest request) throws IOException {
    var generic = (ParameterizedType) parameter.getGenericParameterType();
    var draft = (Class<?>) generic.getActualTypeArguments()[0];
    JsonRecords.requireJson(request.getContentType());
    return new Patch<>(bodies.read(request.getInputStream()), draft, mapper, ifMatch(request));
  }

  private static IfMatch ifMatch(HttpServletRequest request) {
    var header = request.getHeader("If-Match");
    if (header == null || header.equals("*")) {
      return new IfMatch(OptionalLong.empty());
    }
    var tag = ETAG.matcher(header.strip());
    if (!tag.matches()) {
      throw Refused.of(
          Kind.INVALID,
          "if-match",
          "If-Match must be one ETag as this API gives it, such as \"3\".");
    }
    return new IfMatch(OptionalLong.of(Long.parseLong(tag.group(1))));
  }

  private static ListQuery listQuery(HttpServletRequest request) {
    var faults = new ArrayList<Fault>();
    var filters = new HashMap<String, String>();
    request
        .getParameterMap()
        .forEach((name, values) -> {
          if (values.length > 1) {
            faults.add(Fault.of("filter", "each parameter may be given once"));
          } else if (!PAGING.contains(name)) {
            filters.put(name, values[0]);
          }
        });
    int limit = limit(request, faults);
    if (!faults.isEmpty()) {
      throw Refused.of(Kind.INVALID, "list-query", List.copyOf(faults));
    }
    return new ListQuery(limit, text(request, "cursor"), text(request, "sort"), filters);
  }

  private static int limit(HttpServletRequest request, List<Fault> faults) {
    var text = text(request, "limit");
    if (text.isEmpty()) {
      return ListQuery.USUAL;
    }
    if (!text.get().matches("[0-9]{1,6}")) {
      faults.add(Fault.of("limit", "must be a whole number from 1 to " + ListQuery.MOST));
      return ListQuery.USUAL;
    }
    return Integer.parseInt(text.get());
  }

  private static Optional<String> text(HttpServletRequest request, String name) {
    return Optional.ofNullable(request.getParameter(name)).filter(text -> !text.isEmpty());
  }
}
