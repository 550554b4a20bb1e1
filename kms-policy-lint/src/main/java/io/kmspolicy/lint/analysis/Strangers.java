package io.kmspolicy.lint.analysis;

import io.kmspolicy.engine.StatementAnalysis;
import io.kmspolicy.model.policy.Comparison.Family;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.request.RequestContext;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Representative callers whose account and organization no policy names: with and without an
 * organization, from several networks, on keys of several owners. What a caller can choose, such as
 * the name of a role, is unknown.
 */
final class Strangers {

  private static final String ORGANIZATION = "o-0000stranger";
  private static final String OWNER = "000000000000";
  private static final String OWN_ORGANIZATION = "o-0000own";

  /** The ARNs and ids of callers: any name, but the stranger's account. */
  private static final List<String> ARNS =
      List.of(
          "arn:aws*:iam::" + SampleContexts.STRANGER + ":*",
          "arn:aws*:sts::" + SampleContexts.STRANGER + ":*");

  private static final List<String> USER_IDS =
      List.of("A???0000STRANGER00000", "A???0000STRANGER00000:*");

  /** ARNs of the caller's own resources; a request may also lack them. */
  private static final List<String> OPTIONAL_ARN_KEYS =
      List.of("lambda:SourceFunctionArn", "ec2:SourceInstanceArn", "ssm:SourceInstanceArn");

  private static final List<String> RESOURCE_ARNS =
      List.of("arn:aws*:*:*:" + SampleContexts.STRANGER + ":*");

  /** A range with a shorter prefix includes addresses of everybody. */
  private static final int SHORT_PREFIX = 8;

  private static final List<String> ADDRESSES = List.of("198.18.77.77", "2001:db8:77::77");

  private final StatementView view;

  private Strangers(StatementView view) {
    this.view = view;
  }

  /** Whether a stranger satisfies the condition of a statement. */
  static MatchResult result(StatementView view) {
    return new Strangers(view).result();
  }

  private MatchResult result() {
    Optional<Statement> named =
        StatementAnalysis.given(view.statement(), "aws:PrincipalArn", ARNS)
            .flatMap(statement -> StatementAnalysis.given(statement, "aws:userid", USER_IDS));
    if (named.isEmpty()) {
      return MatchResult.NO_MATCH;
    }
    MatchResult result = MatchResult.NO_MATCH;
    for (RequestContext context : contexts()) {
      result = result.or(withOptionalKeys(named.get(), context, OPTIONAL_ARN_KEYS));
      if (result.isCertain()) {
        return result;
      }
    }
    return result;
  }

  /** The result for each of the keys as absent, and as an ARN of the stranger's account. */
  private MatchResult withOptionalKeys(
      Statement statement, RequestContext context, List<String> keys) {
    if (keys.isEmpty()) {
      return view.analysis().condition(statement, context);
    }
    String key = keys.get(0);
    List<String> others = keys.subList(1, keys.size());
    if (tests(key).findAny().isEmpty()) {
      return withOptionalKeys(statement, context, others);
    }
    MatchResult without =
        withOptionalKeys(
            statement, context.toBuilder().set(key, ContextValue.absent()).build(), others);
    RequestContext with = context.toBuilder().set(key, ContextValue.presentUnknown()).build();
    return StatementAnalysis.given(statement, key, RESOURCE_ARNS)
        .map(given -> without.or(withOptionalKeys(given, with, others)))
        .orElse(without);
  }

  private Stream<Condition> tests(String key) {
    return view.statement().condition().tests().stream()
        .filter(test -> test.key().equalsIgnoreCase(key));
  }

  private List<RequestContext> contexts() {
    List<RequestContext> contexts = new ArrayList<>();
    for (RequestContext caller : List.of(inOrganization(), withoutOrganization())) {
      for (RequestContext reached : onNetworks(caller)) {
        contexts.addAll(onKeys(reached));
      }
    }
    return contexts;
  }

  private static RequestContext.Builder anyStranger() {
    return StatementAnalysis.anyContext().toBuilder()
        .put("aws:PrincipalIsAWSService", "false")
        .put("kms:CallerAccount", SampleContexts.STRANGER)
        .put("aws:PrincipalAccount", SampleContexts.STRANGER)
        .set("aws:PrincipalArn", ContextValue.presentUnknown())
        .set("aws:userid", ContextValue.presentUnknown())
        .set("aws:PrincipalServiceName", ContextValue.absent())
        .set("aws:PrincipalServiceNamesList", ContextValue.absent())
        .set("aws:SourceArn", ContextValue.absent())
        .set("aws:SourceAccount", ContextValue.absent())
        .set("aws:SourceOrgID", ContextValue.absent())
        .set("aws:SourceOrgPaths", ContextValue.absent());
  }

  private static RequestContext inOrganization() {
    return anyStranger()
        .put("aws:PrincipalOrgID", ORGANIZATION)
        .put("aws:PrincipalOrgPaths", ORGANIZATION + "/r-0000/")
        .build();
  }

  private static RequestContext withoutOrganization() {
    return anyStranger()
        .set("aws:PrincipalOrgID", ContextValue.absent())
        .set("aws:PrincipalOrgPaths", ContextValue.absent())
        .build();
  }

  private List<RequestContext> onNetworks(RequestContext caller) {
    List<RequestContext> contexts = new ArrayList<>();
    contexts.add(
        caller.toBuilder()
            .put("aws:SourceVpce", "vpce-0000stranger")
            .put("aws:SourceVpc", "vpc-0000stranger")
            .put("aws:SourceVpcArn", "arn:aws:ec2:us-east-1:999999999999:vpc/vpc-0000stranger")
            .put("aws:VpceAccount", SampleContexts.STRANGER)
            .put("aws:VpceOrgID", ORGANIZATION)
            .put("aws:VpceOrgPaths", ORGANIZATION + "/r-0000/")
            .set("aws:SourceIp", ContextValue.absent())
            .build());
    for (String address : addresses()) {
      contexts.add(
          caller.toBuilder()
              .put("aws:SourceIp", address)
              .set("aws:SourceVpce", ContextValue.absent())
              .set("aws:SourceVpc", ContextValue.absent())
              .set("aws:SourceVpcArn", ContextValue.absent())
              .set("aws:VpcSourceIp", ContextValue.absent())
              .set("aws:VpceAccount", ContextValue.absent())
              .set("aws:VpceOrgID", ContextValue.absent())
              .set("aws:VpceOrgPaths", ContextValue.absent())
              .build());
    }
    return contexts;
  }

  private Set<String> addresses() {
    Set<String> addresses = new LinkedHashSet<>(ADDRESSES);
    tests("aws:SourceIp")
        .filter(test -> test.operator().comparison().family() == Family.IP_ADDRESS)
        .flatMap(test -> test.values().stream())
        .map(ConditionValue::text)
        .filter(Strangers::isShort)
        .map(range -> range.substring(0, range.indexOf('/')))
        .forEach(addresses::add);
    return addresses;
  }

  private static boolean isShort(String range) {
    int slash = range.indexOf('/');
    String length = slash < 0 ? "" : range.substring(slash + 1);
    return length.length() == 1
        && Character.isDigit(length.charAt(0))
        && Integer.parseInt(length) < SHORT_PREFIX;
  }

  /** The context on keys of each owner that the condition distinguishes. */
  private List<RequestContext> onKeys(RequestContext caller) {
    List<RequestContext> contexts = new ArrayList<>();
    for (String account : valuesOf("aws:ResourceAccount", OWNER)) {
      for (String organization : valuesOf("aws:ResourceOrgID", OWN_ORGANIZATION)) {
        contexts.add(
            caller.toBuilder()
                .put("aws:ResourceAccount", account)
                .put("aws:ResourceOrgID", organization)
                .put("aws:ResourceOrgPaths", organization + "/r-0000/")
                .build());
      }
      contexts.add(
          caller.toBuilder()
              .put("aws:ResourceAccount", account)
              .set("aws:ResourceOrgID", ContextValue.absent())
              .set("aws:ResourceOrgPaths", ContextValue.absent())
              .build());
    }
    return contexts;
  }

  private Set<String> valuesOf(String key, String other) {
    Set<String> values = new LinkedHashSet<>();
    values.add(other);
    tests(key)
        .flatMap(test -> test.values().stream())
        .map(ConditionValue::text)
        .filter(value -> !value.contains("$") && !value.contains("*"))
        .filter(value -> !value.toLowerCase(Locale.ROOT).equals("true"))
        .filter(value -> !value.toLowerCase(Locale.ROOT).equals("false"))
        .forEach(values::add);
    return values;
  }
}
