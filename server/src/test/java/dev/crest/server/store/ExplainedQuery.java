package dev.crest.server.store;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * A connection that asks for the plan of every query before it runs it. On PostgreSQL scans of
 * whole tables count as forbidden, since its planner would choose them for tables as small as a
 * test's; so does sorting where an index should give the order.
 */
final class ExplainedQuery {
  private final Connection connection;
  private final boolean sqlite;
  private final List<String> plan = new ArrayList<>();

  ExplainedQuery(Connection connection, boolean sqlite, boolean ordered) throws SQLException {
    this.connection = connection;
    this.sqlite = sqlite;
    if (!sqlite) {
      try (var statement = connection.createStatement()) {
        statement.execute("set enable_seqscan = off");
        statement.execute("set enable_bitmapscan = off");
        statement.execute("set enable_sort = " + (ordered ? "off" : "on"));
      }
    }
  }

  Connection connection() {
    return proxy(
        Connection.class,
        (method, arguments) ->
            method.getName().equals("prepareStatement")
                ? statement((String) arguments[0])
                : method.invoke(connection, arguments));
  }

  /** Returns the steps of the plans so far, one a line. */
  String plan() {
    return String.join("\n", plan);
  }

  private PreparedStatement statement(String sql) throws SQLException {
    var real = connection.prepareStatement(sql);
    var explaining =
        connection.prepareStatement(
            (sqlite ? "explain query plan " : "explain (costs off) ") + sql);
    return proxy(
        PreparedStatement.class,
        (method, arguments) -> {
          if (method.getName().startsWith("set")) {
            method.invoke(explaining, arguments);
          } else if (method.getName().equals("executeQuery")) {
            explain(explaining);
          }
          return method.invoke(real, arguments);
        });
  }

  private void explain(PreparedStatement explaining) throws SQLException {
    try (explaining;
        var rows = explaining.executeQuery()) {
      while (rows.next()) {
        plan.add(rows.getString(sqlite ? 4 : 1));
      }
    }
  }

  private interface Call {
    Object to(Method method, Object[] arguments) throws Exception;
  }

  private static <T> T proxy(Class<T> type, Call call) {
    return type.cast(
        Proxy.newProxyInstance(
            ExplainedQuery.class.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              try {
                return call.to(method, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }
}
