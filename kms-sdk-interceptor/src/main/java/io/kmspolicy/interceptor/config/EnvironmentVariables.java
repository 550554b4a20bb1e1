package io.kmspolicy.interceptor.config;

import io.kmspolicy.model.text.Quoting;
import io.kmspolicy.model.text.Suggestions;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The environment variables whose names begin like those of settings. Others than the operator set
 * variables: Kubernetes and Docker describe each service in the environment of every container, and
 * a service may be called {@code kms-policy}. So an unknown name switches nothing off.
 */
public final class EnvironmentVariables {

  private static final String PREFIX = "KMS_POLICY_";

  /** A variable of the launcher of the command line, which a process may inherit. */
  private static final String LAUNCHER = PREFIX + "JAR";

  /**
   * What a service called {@code kms-policy}, or one whose name begins with that, is described by:
   * {@code …_SERVICE_HOST}, {@code …_SERVICE_PORT}, {@code …_SERVICE_PORT_HTTPS}, {@code …_PORT}
   * and {@code …_PORT_443_TCP_ADDR}.
   */
  private static final Pattern OF_A_SERVICE =
      Pattern.compile(PREFIX + "(.*_)?(SERVICE_HOST|(SERVICE_)?PORT(_.*)?)");

  private EnvironmentVariables() {}

  /**
   * A message about each variable that is probably meant to be a setting but is none, in
   * alphabetical order.
   *
   * @param variables the names of all variables
   * @param settings the names of those that are settings
   */
  public static List<String> warnings(Collection<String> variables, Collection<String> settings) {
    return variables.stream()
        .filter(name -> name.startsWith(PREFIX) && !name.equals(LAUNCHER))
        .filter(name -> !settings.contains(name) && !OF_A_SERVICE.matcher(name).matches())
        .sorted()
        .map(name -> warning(name, settings))
        .toList();
  }

  private static String warning(String name, Collection<String> settings) {
    return Quoting.quoteShort(name)
        + " in the environment is not a setting and is ignored"
        + Suggestions.question(name, settings);
  }
}
