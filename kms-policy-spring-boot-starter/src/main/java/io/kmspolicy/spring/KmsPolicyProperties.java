package io.kmspolicy.spring;

import io.kmspolicy.interceptor.DenialPoint;
import io.kmspolicy.interceptor.decision.EnforcementMode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.boot.convert.DurationStyle;

/**
 * The settings of the interceptor in the environment of an application. They have the names and the
 * meanings of the interceptor's own settings ({@code docs/interceptor.md}); {@code enabled} and
 * {@code fail-fast} exist here only, and {@code await} and {@code warm-up} are on here. Immutable.
 *
 * @param enabled whether the starter does anything at all
 * @param failFast whether the application fails to start if the interceptor does. If false, the
 *     application starts, calls of KMS are not checked, and the log, the endpoint and the health
 *     say why
 * @param await how long the start of the application waits for the policies to be loaded; with
 *     zero, it does not wait. With 'fail-fast' the application does not start if its directory is
 *     not read then
 * @param warmUp whether the classes that decisions need are loaded and run before the application
 *     is ready
 * @param config a properties file with settings of the interceptor; changes of the modes in it are
 *     applied within a second
 * @param caller ARN that the clients call as: a user, a session of a role, or a role for any of its
 *     sessions. Required unless 'kms.policy.aws' loads 'caller'
 * @param role ARN of the role behind an assumed-role caller, for its path
 * @param directory a policy directory, watched for changes
 * @param classPath the resource root of policies on the class path, in place of a directory
 * @param aws 'off', 'on', or the layers to load from live AWS, such as 'caller, key-policy, grants'
 * @param awsAccount the account whose policies are loaded; by default the account that STS reports
 * @param awsShare the share of the request rates of AWS that this process may use, such as 0.1
 * @param awsVpcEndpoint the id of the VPC endpoint that calls go through, whose policy is loaded
 * @param refreshInterval the time between two loads of a policy
 * @param maximumAge the greatest age of policies at which calls are stopped, or 'forever'
 * @param mode what is done about calls that are certain to be refused. For one operation, set
 *     'kms.policy.mode.OPERATION', such as 'kms.policy.mode.Decrypt'
 * @param denyAt in which hooks of the SDK calls are decided and stopped
 * @param changeWindow how long calls are not stopped after a change by this client
 * @param assertions facts that are stated in place of layers that are not loaded, such as
 *     'no-session'
 * @param rememberDenials how long refusals by KMS are remembered
 * @param explainDenials whether the local explanation is added to the message of refusals by KMS
 * @param maximumSteps the maximum number of steps of one check
 * @param decisionLog a file to which a line of JSON is appended for each call, or 'logger' for the
 *     logger 'io.kmspolicy.decisions'
 * @param decisionLogValues whether the log holds the values of condition keys, those of encryption
 *     contexts included
 * @param decisionLogStatements whether the log holds the statements and grants that determine a
 *     decision
 * @param decisionLogSample writes one in so many of the calls that are certain to be allowed
 * @param decisionLogCapacity how many decisions wait at most to be written
 */
@ConfigurationProperties("kms.policy")
public record KmsPolicyProperties(
    @DefaultValue("true") boolean enabled,
    @DefaultValue("false") boolean failFast,
    @DefaultValue("PT5S") Duration await,
    @DefaultValue("true") boolean warmUp,
    @Nullable String config,
    @Nullable String caller,
    @Nullable String role,
    @Nullable String directory,
    @Nullable String classPath,
    @Nullable String aws,
    @Name("aws.account") @Nullable String awsAccount,
    @Name("aws.share") @Nullable Double awsShare,
    @Name("aws.vpc-endpoint") @Nullable String awsVpcEndpoint,
    @Nullable Duration refreshInterval,
    @Nullable String maximumAge,
    @Nullable EnforcementMode mode,
    @Nullable DenialPoint denyAt,
    @Nullable Duration changeWindow,
    @Nullable List<String> assertions,
    @Nullable Duration rememberDenials,
    @Nullable Boolean explainDenials,
    @Nullable Integer maximumSteps,
    @Nullable String decisionLog,
    @Name("decision-log.values") @Nullable Boolean decisionLogValues,
    @Name("decision-log.statements") @Nullable Boolean decisionLogStatements,
    @Name("decision-log.sample") @Nullable Integer decisionLogSample,
    @Name("decision-log.capacity") @Nullable Integer decisionLogCapacity) {

  static final String PREFIX = "kms.policy";

  private static final String OFF = "off";

  /** Copies the list. */
  public KmsPolicyProperties {
    assertions = assertions == null ? null : List.copyOf(assertions);
  }

  /** Whether anything is set that gives the interceptor something to do. */
  boolean hasSomethingToDo() {
    return isSet(config)
        || isSet(directory)
        || isSet(classPath)
        || (aws != null && isSet(aws) && !awsLayers(aws).equals(OFF))
        || rememberDenials != null;
  }

  /** A blank value, such as one of an empty environment variable, sets nothing. */
  private static boolean isSet(@Nullable String value) {
    return value != null && !value.isBlank();
  }

  /** The settings of the interceptor that are set, by their names; without those of operations. */
  Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    values()
        .forEach(
            (name, value) ->
                value.ifPresent(set -> settings.put(PREFIX + "." + name, set.toString())));
    return settings;
  }

  /** The names of all settings, without the prefix and without those of operations. */
  List<String> names() {
    return Stream.concat(
            values().keySet().stream(), Stream.of("enabled", "fail-fast", "await", "warm-up"))
        .toList();
  }

  /** The values of the interceptor's settings. */
  private Map<String, Optional<Object>> values() {
    Map<String, Optional<Object>> values = new LinkedHashMap<>();
    values.put("config", Optional.ofNullable(config));
    values.put("caller", Optional.ofNullable(caller));
    values.put("role", Optional.ofNullable(role));
    values.put("directory", Optional.ofNullable(directory));
    values.put("class-path", Optional.ofNullable(classPath));
    values.put("aws", Optional.ofNullable(aws).map(KmsPolicyProperties::awsLayers));
    values.put("aws.account", Optional.ofNullable(awsAccount));
    values.put("aws.share", Optional.ofNullable(awsShare));
    values.put("aws.vpc-endpoint", Optional.ofNullable(awsVpcEndpoint));
    values.put("refresh-interval", Optional.ofNullable(refreshInterval));
    values.put("maximum-age", Optional.ofNullable(maximumAge).map(KmsPolicyProperties::age));
    values.put("mode", Optional.ofNullable(mode));
    values.put("deny-at", Optional.ofNullable(denyAt));
    values.put("change-window", Optional.ofNullable(changeWindow));
    values.put("assertions", Optional.ofNullable(assertions).map(facts -> String.join(",", facts)));
    values.put("remember-denials", Optional.ofNullable(rememberDenials));
    values.put("explain-denials", Optional.ofNullable(explainDenials));
    values.put("maximum-steps", Optional.ofNullable(maximumSteps));
    values.put("decision-log", Optional.ofNullable(decisionLog));
    values.put("decision-log.values", Optional.ofNullable(decisionLogValues));
    values.put("decision-log.statements", Optional.ofNullable(decisionLogStatements));
    values.put("decision-log.sample", Optional.ofNullable(decisionLogSample));
    values.put("decision-log.capacity", Optional.ofNullable(decisionLogCapacity));
    return values;
  }

  /** YAML reads {@code on} and {@code off} as booleans. */
  private static String awsLayers(String text) {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "true" -> "on";
      case "false" -> OFF;
      default -> text.strip();
    };
  }

  /** The duration as the interceptor reads it; the text itself if it is none. */
  private static String age(String text) {
    try {
      return DurationStyle.detectAndParse(text.strip()).toString();
    } catch (IllegalArgumentException e) {
      return text;
    }
  }
}
