package io.kmspolicy.engine.proof;

import io.kmspolicy.engine.diagram.PairRule;
import io.kmspolicy.engine.exact.ContextDependencies;
import io.kmspolicy.engine.exact.EquivalenceClassCollector;
import io.kmspolicy.engine.facts.DerivedKey;
import io.kmspolicy.engine.match.ConditionMatcher;
import io.kmspolicy.engine.value.VariableResolver;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.Comparison;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.ContextValue.Present;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.request.RequestContext;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which values condition keys have together in the requests that AWS certainly could receive. A
 * proof is about other requests, too: AWS does not say that there are none.
 *
 * <ul>
 *   <li>A key and its older name have one value, and so have the two forms of the time.
 *   <li>The paths in an organization are those of the organization of the caller.
 *   <li>A grant has one grantee; the grant of a service has a source (rule 5.7).
 * </ul>
 */
final class ConsistentRules {

  private static final String ORGANIZATION = DerivedKey.PRINCIPAL_ORG_ID.keyName();
  private static final String PATHS = DerivedKey.PRINCIPAL_ORG_PATHS.keyName();
  private static final String GRANTEE = "kms:granteeprincipal";
  private static final String SERVICE_GRANTEE = "kms:granteeserviceprincipal";
  private static final String GRANT_SOURCE = "kms:grantconstraintsourcearn";

  /**
   * Two keys with the same value.
   *
   * @param second absent, or the value of the first key
   */
  private record Same(String first, String second) {

    static Same of(DerivedKey first, DerivedKey second) {
      return new Same(first.keyName(), second.keyName());
    }

    boolean isTime() {
      return first.equals(DerivedKey.CURRENT_TIME.keyName());
    }
  }

  private static final List<Same> SAME =
      List.of(
          Same.of(DerivedKey.KEY_SPEC, DerivedKey.CUSTOMER_MASTER_KEY_SPEC),
          Same.of(DerivedKey.KEY_USAGE, DerivedKey.CUSTOMER_MASTER_KEY_USAGE),
          Same.of(DerivedKey.CURRENT_TIME, DerivedKey.EPOCH_TIME));

  private final ConditionMatcher matcher =
      new ConditionMatcher(new VariableResolver(KmsCatalogue.bundled()), MatchResult.NO_MATCH);
  private final List<PairRule> rules = new ArrayList<>();

  /** Tests that divide the values of one key as the tests of the other one do. */
  private final List<Condition> divided = new ArrayList<>();

  /** The organizations that tests name. */
  private final Set<String> organizations = new LinkedHashSet<>();

  ConsistentRules(Vocabulary vocabulary) {
    Set<String> tested = vocabulary.testedKeys();
    for (Same same : SAME) {
      if (tested.contains(same.first()) && tested.contains(same.second())) {
        add(same, vocabulary);
      }
    }
    if (tested.contains(ORGANIZATION) && tested.contains(PATHS)) {
      vocabulary.tests().stream()
          .filter(test -> test.key().equalsIgnoreCase(ORGANIZATION))
          .flatMap(test -> test.values().stream())
          .map(value -> value.text())
          .filter(text -> text.matches("[^*?$/]+"))
          .forEach(organizations::add);
      rules.add(new PairRule(ORGANIZATION, PATHS, this::fit));
    }
    if (tested.contains(SERVICE_GRANTEE)) {
      rules.add(
          new PairRule(
              SERVICE_GRANTEE,
              GRANT_SOURCE,
              (service, source) -> service.texts().isEmpty() || !source.texts().isEmpty()));
      rules.add(
          new PairRule(
              SERVICE_GRANTEE,
              GRANTEE,
              (service, other) -> service.texts().isEmpty() || other.texts().isEmpty()));
    }
    rules.removeIf(rule -> !tested.contains(rule.first()) || !tested.contains(rule.second()));
  }

  private void add(Same same, Vocabulary vocabulary) {
    List<Condition> both = new ArrayList<>();
    for (Condition test : vocabulary.tests()) {
      boolean isFirst = test.key().equalsIgnoreCase(same.first());
      if (isFirst || test.key().equalsIgnoreCase(same.second())) {
        Comparison.Family family = test.operator().comparison().family();
        boolean isShared =
            test.values().stream().noneMatch(value -> value.text().contains("${"))
                && (!same.isTime()
                    || family == Comparison.Family.DATE
                    || family == Comparison.Family.NULL);
        if (!isShared) {
          return; // the value of the witness decides
        }
        both.add(test);
      }
    }
    for (Condition test : both) {
      divided.add(of(test, same.first()));
      divided.add(of(test, same.second()));
    }
    rules.add(
        new PairRule(
            same.first(),
            same.second(),
            (first, second) ->
                first.texts().isEmpty()
                    || second.texts().isEmpty()
                    || both.stream()
                        .allMatch(
                            test ->
                                result(of(test, same.first()), first)
                                    == result(of(test, same.second()), second))));
  }

  private static Condition of(Condition test, String key) {
    return new Condition(test.operator(), key, test.values(), test.location());
  }

  private MatchResult result(Condition test, ContextValue value) {
    RequestContext context = RequestContext.builder().set(test.key(), value).build();
    return matcher.match(test, PolicyType.IDENTITY, /* hasVariables= */ false, context);
  }

  private boolean fit(ContextValue organization, ContextValue paths) {
    if (organization.texts().isEmpty() != paths.texts().isEmpty()) {
      return false;
    }
    return !(organization instanceof Present id && paths instanceof Present all)
        || id.values().stream().anyMatch(one -> fit(one, all.values()));
  }

  /** An organization that no test names has no path of one that a test names. */
  private boolean fit(String organization, List<String> paths) {
    return organizations.contains(organization)
        ? paths.stream().allMatch(path -> path.startsWith(organization + "/"))
        : organizations.stream()
            .noneMatch(named -> paths.stream().anyMatch(path -> path.startsWith(named + "/")));
  }

  List<PairRule> rules() {
    return rules;
  }

  /** Divides the values of keys that have values together. */
  void divide(EquivalenceClassCollector classes) {
    divided.forEach(test -> classes.add(ContextDependencies.of(test)));
    for (String organization : organizations) {
      classes.addText(ORGANIZATION, organization);
      classes.addPattern(PATHS, organization + "/*");
    }
  }

  /** The keys of a path whose values such a request does not have together. */
  Set<String> brokenBy(Map<String, ContextValue> path) {
    Set<String> keys = new LinkedHashSet<>();
    for (PairRule rule : rules) {
      ContextValue first = path.get(rule.first());
      ContextValue second = path.get(rule.second());
      if (first != null && second != null && !rule.canOccur().test(first, second)) {
        keys.add(rule.first());
        keys.add(rule.second());
      }
    }
    return keys;
  }

  /** The values with one value for the keys that have the same. */
  static Map<String, ContextValue> unified(Map<String, ContextValue> values) {
    Map<String, ContextValue> unified = new TreeMap<>(values);
    for (Same same : SAME) {
      if (values.get(same.first()) instanceof Present value && values.containsKey(same.second())) {
        unified.put(same.second(), same.isTime() ? seconds(value) : value);
      }
    }
    return unified;
  }

  /** The keys of a request whose values AWS does not send together, in words; empty if none. */
  static String contradiction(ConditionContext context) {
    if (context.get(PATHS) instanceof Present paths
        && context.get(ORGANIZATION) instanceof Present organization
        && organization.values().stream()
            .noneMatch(id -> paths.values().stream().allMatch(path -> path.startsWith(id + "/")))) {
      return doubt(
          DerivedKey.PRINCIPAL_ORG_ID.spelling(), DerivedKey.PRINCIPAL_ORG_PATHS.spelling());
    }
    for (Same same : SAME) {
      if (context.get(same.first()) instanceof Present first
          && context.get(same.second()) instanceof Present second
          && !(same.isTime() ? seconds(first).equals(seconds(second)) : first.equals(second))) {
        return doubt(same.first(), same.second());
      }
    }
    return "";
  }

  private static String doubt(String first, String second) {
    return "whether `" + first + "` and `" + second + "` fit together";
  }

  /** An instant as the seconds since 1970; the value itself if it is none. */
  static ContextValue seconds(ContextValue time) {
    try {
      return ContextValue.of(Long.toString(OffsetDateTime.parse(text(time)).toEpochSecond()));
    } catch (DateTimeException unreadable) {
      return time;
    }
  }

  /** The instant of these seconds; the value itself if they are no number. */
  static ContextValue instant(ContextValue seconds) {
    try {
      return ContextValue.of(Instant.ofEpochSecond(Long.parseLong(text(seconds))).toString());
    } catch (NumberFormatException | DateTimeException unreadable) {
      return seconds;
    }
  }

  private static String text(ContextValue value) {
    return value.texts().isEmpty() ? "" : value.texts().get(0);
  }
}
