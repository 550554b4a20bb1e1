package io.kmspolicy.engine;

import io.kmspolicy.engine.match.ConditionMatcher;
import io.kmspolicy.engine.match.ResourceMatcher;
import io.kmspolicy.engine.value.InstantParser;
import io.kmspolicy.engine.value.NumberParser;
import io.kmspolicy.engine.value.PolicyTemplate;
import io.kmspolicy.engine.value.Readings;
import io.kmspolicy.model.policy.Comparison.Family;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.ResourcePattern;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.text.LetterCase;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * When decisions on a policy set can change because time passes, for callers that know the time of
 * a request only within bounds (rule 6.15). Decisions at both bounds are not enough: a permission
 * may begin after the first and end before the second.
 *
 * <p>A comparison of the current time with an instant or a number changes its result at that
 * instant only. Everything else that reads the time, such as a comparison of its text, may change
 * at any time.
 *
 * <p>Made in time linear in the size of the policies. Immutable.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-currenttime">aws:CurrentTime</a>
 */
public final class TimeDependence {

  private static final Set<String> CLOCK = Set.of("aws:currenttime", "aws:epochtime");

  /** Seconds since 1970. */
  private final TreeSet<BigDecimal> instants = new TreeSet<>();

  private boolean isAnyTime;

  private TimeDependence() {}

  /** The times at which decisions on these policies can change. */
  public static TimeDependence of(PolicySet policies) {
    TimeDependence times = new TimeDependence();
    policies.identity().known().forEach(times::add);
    policies.permissionsBoundary().known().forEach(times::add);
    policies.session().known().forEach(times::add);
    policies.key().known().forEach(times::add);
    policies.vpcEndpoint().known().forEach(times::add);
    policies.serviceControl().known().forEach(times::add);
    policies.resourceControl().known().forEach(times::add);
    return times;
  }

  /**
   * Whether a request may be decided otherwise at some time between two, these included, than
   * before or after it. If not, it has one decision throughout.
   *
   * @param first the earlier time
   * @param last the later time
   */
  public boolean mayChangeBetween(Instant first, Instant last) {
    BigDecimal next = instants.ceiling(seconds(first));
    return isAnyTime || (next != null && next.compareTo(seconds(last)) <= 0);
  }

  private static BigDecimal seconds(Instant time) {
    return BigDecimal.valueOf(time.getEpochSecond()).add(BigDecimal.valueOf(time.getNano(), 9));
  }

  private void add(NamedPolicy policy) {
    PolicyDocument document = policy.document();
    boolean hasVariables = document.version().hasVariables();
    document.statements().forEach(statement -> add(statement, hasVariables));
  }

  private void add(Statement statement, boolean hasVariables) {
    for (Condition test : statement.condition().tests()) {
      isAnyTime |= readsClock(ConditionMatcher.variableKeys(test, hasVariables));
      if (CLOCK.contains(LetterCase.lowerCase(test.key()))) {
        add(test);
      }
    }
    for (ResourcePattern pattern :
        ResourceMatcher.patternsWithVariables(statement.resource(), hasVariables)) {
      PolicyTemplate template = ResourceMatcher.template(pattern.text(), true);
      isAnyTime |= readsClock(template.variableKeys());
    }
  }

  private static boolean readsClock(Collection<String> keys) {
    return keys.stream().anyMatch(CLOCK::contains);
  }

  /**
   * Adds a test of the time. A text that is no instant or number is compared alike at all times.
   */
  private void add(Condition test) {
    Family family = test.operator().comparison().family();
    for (ConditionValue value : test.values()) {
      switch (family) {
        case DATE -> add(InstantParser.parse(value.text()));
        case NUMERIC -> add(NumberParser.parse(value.text()));
        case NULL -> {} // the time is always there
        case STRING, BOOL, BINARY, IP_ADDRESS, ARN -> isAnyTime = true;
      }
    }
  }

  private void add(Optional<Readings> value) {
    value.ifPresent(known -> instants.addAll(known.numbers()));
  }
}
