package io.kmspolicy.engine.oracle;

import io.kmspolicy.engine.combine.Outcomes;
import io.kmspolicy.model.policy.ActionElement;
import io.kmspolicy.model.policy.ActionPattern;
import io.kmspolicy.model.policy.Comparison;
import io.kmspolicy.model.policy.Comparison.Family;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionBlock;
import io.kmspolicy.model.policy.ConditionOperator;
import io.kmspolicy.model.policy.ConditionOperator.Quantifier;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.Label;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyVersion;
import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.policy.ResourceElement;
import io.kmspolicy.model.policy.ResourcePattern;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A key policy about a single caller whose statements differ in effect and condition only, with a
 * context. Its possible outcomes are computed by brute force: every combination of values of the
 * unknown keys is evaluated.
 */
public final class SmallPolicy {

  private static final int MAX_UNKNOWN = 2;
  private static final Outcomes ALL = new Outcomes(true, true, true);

  private static final List<String> VARIABLES =
      List.of(
          "${aws:PrincipalTag/t}",
          "${kms:ViaService}",
          "a${aws:PrincipalTag/t}",
          "${aws:PrincipalTag/t, 'a'}");

  /** Texts that tell an empty text, an absent key and a variable's text from each other. */
  private static final List<String> COMPARED =
      Stream.concat(VARIABLES.stream(), Stream.of("*", "")).toList();

  private final List<SmallKey> keys;

  /** Values with variables, beside those that a key names. */
  private final List<String> variables;

  /** One of so many values is one of these. */
  private final int share;

  private final List<Statement> statements = new ArrayList<>();
  private final List<List<Test>> tests = new ArrayList<>();
  private final Map<SmallKey, ContextValue> context = new HashMap<>();
  private boolean relational;
  private boolean mixed;

  /** A test, with its key and whether it compares with a policy variable. */
  record Test(Condition condition, SmallKey key, boolean isRelational) {
    static Test of(Condition condition) {
      SmallKey key =
          Arrays.stream(SmallKey.values())
              .filter(one -> one.key().equals(condition.key()))
              .findFirst()
              .orElseThrow();
      boolean relational =
          condition.values().stream().anyMatch(value -> value.text().contains("${"));
      return new Test(condition, key, relational);
    }
  }

  private SmallPolicy(List<SmallKey> keys, List<String> variables, int share) {
    this.keys = keys;
    this.variables = variables;
    this.share = share;
  }

  /** A policy of one to six statements over one to three keys. */
  public static SmallPolicy random(Random random) {
    List<SmallKey> keys = new ArrayList<>();
    int count = 1 + random.nextInt(3);
    while (keys.size() < count) {
      SmallKey key = pick(Arrays.asList(SmallKey.values()), random);
      if (!keys.contains(key)) {
        keys.add(key);
      }
    }
    return drawn(new SmallPolicy(keys, VARIABLES, 12), random);
  }

  /** A policy of one to six statements over two keys that variables compare with each other. */
  static SmallPolicy ofComparedKeys(Random random) {
    return drawn(new SmallPolicy(List.of(SmallKey.VIA, SmallKey.TAG), COMPARED, 3), random);
  }

  private static SmallPolicy drawn(SmallPolicy policy, Random random) {
    int size = 1 + random.nextInt(6);
    for (int i = 0; i < size; i++) {
      Effect effect = random.nextInt(3) == 0 ? Effect.DENY : Effect.ALLOW;
      ConditionBlock block = policy.block(random);
      policy.statements.add(statement(effect, block));
      policy.tests.add(block.tests().stream().map(Test::of).toList());
    }
    policy.draw(random);
    return policy;
  }

  private static <T> T pick(List<T> list, Random random) {
    return list.get(random.nextInt(list.size()));
  }

  private static Statement statement(Effect effect, ConditionBlock condition) {
    return new Statement(
        Label.absent(),
        effect,
        new PrincipalElement.Principal(List.of(new PrincipalName.Everyone())),
        new ActionElement.Action(List.of(ActionPattern.of("kms:*"))),
        new ResourceElement.Resource(List.of(ResourcePattern.of("*"))),
        condition,
        SourceLocation.nowhere());
  }

  private ConditionBlock block(Random random) {
    List<Condition> tests = new ArrayList<>();
    int size = 1 + random.nextInt(2);
    for (int i = 0; i < size; i++) {
      tests.add(test(pick(keys, random), random));
    }
    return new ConditionBlock(tests);
  }

  private Condition test(SmallKey key, Random random) {
    if (random.nextInt(6) == 0) {
      String wanted = Boolean.toString(random.nextBoolean());
      return test(ConditionOperator.plain(Comparison.NULL), key, List.of(wanted));
    }
    Family family = random.nextInt(6) == 0 ? Family.STRING : key.family();
    mixed |= family != key.family();
    Comparison comparison =
        pick(
            Arrays.stream(Comparison.values()).filter(one -> one.family() == family).toList(),
            random);
    boolean quantified = key.isMultivalued() || random.nextInt(4) == 0;
    Quantifier quantifier =
        quantified ? pick(List.of(Quantifier.values()), random) : Quantifier.NONE;
    List<String> values = new ArrayList<>();
    int size = 1 + random.nextInt(2);
    for (int i = 0; i < size; i++) {
      boolean variable =
          family == Family.STRING && key.family() == Family.STRING && random.nextInt(share) == 0;
      relational |= variable;
      values.add(pick(variable ? variables : key.named(), random));
    }
    return test(new ConditionOperator(quantifier, comparison, random.nextInt(4) == 0), key, values);
  }

  private static Condition test(ConditionOperator operator, SmallKey key, List<String> values) {
    return new Condition(
        operator,
        key.key(),
        values.stream().map(ConditionValue::of).toList(),
        SourceLocation.nowhere());
  }

  /** Draws which keys are unknown, and the values of the others. */
  private void draw(Random random) {
    int unknown = 0;
    for (SmallKey key : keys()) {
      int kind = random.nextInt(6);
      boolean open = kind < 4 && unknown < MAX_UNKNOWN;
      ContextValue known = kind < 5 ? pick(key.known(), random) : ContextValue.absent();
      context.put(key, open ? open(kind == 0) : known);
      unknown += open ? 1 : 0;
    }
  }

  private static ContextValue open(boolean present) {
    return present ? ContextValue.presentUnknown() : ContextValue.unknown();
  }

  /** The keys that the policy reads. */
  private Set<SmallKey> keys() {
    Set<SmallKey> read = new LinkedHashSet<>();
    tests.forEach(block -> block.forEach(test -> read.add(test.key())));
    if (relational) {
      read.add(SmallKey.TAG);
      read.add(SmallKey.VIA);
    }
    return read;
  }

  /**
   * Whether the classes of values are documented as exact (rule 6.13): no unknown key is compared
   * with a policy variable, or by its text and its value.
   */
  public boolean isExact() {
    return !isPartial() || !(relational || mixed);
  }

  private boolean isOpen(SmallKey key) {
    ContextValue value = context.get(key);
    return value instanceof ContextValue.Unknown || value instanceof ContextValue.PresentUnknown;
  }

  /** The keys that are unknown. */
  List<SmallKey> unknownKeys() {
    return context.keySet().stream().filter(this::isOpen).sorted().toList();
  }

  /** The values that an unknown key can have, under both readings of rule 3.5. */
  List<ContextValue> possibleValues(SmallKey key) {
    return values(key, false);
  }

  /** This policy in a context in which more keys are known. */
  SmallPolicy with(Map<SmallKey, ContextValue> known) {
    SmallPolicy copy = new SmallPolicy(keys, variables, share);
    copy.statements.addAll(statements);
    copy.tests.addAll(tests);
    copy.context.putAll(context);
    copy.context.putAll(known);
    copy.relational = relational;
    copy.mixed = mixed;
    return copy;
  }

  /** Whether a key holds no value but the empty text (rule 3.5). */
  boolean holdsEmptyText() {
    return context.values().stream()
        .anyMatch(
            value ->
                value instanceof ContextValue.Present present
                    && present.values().stream().allMatch(String::isEmpty));
  }

  /** Whether some key is unknown. */
  private boolean isPartial() {
    return context.keySet().stream().anyMatch(this::isOpen);
  }

  /** The request, in the context of this policy. */
  public AuthorizationRequest request() {
    RequestContext.Builder builder = RequestContext.builder();
    context.forEach((key, value) -> builder.set(key.key(), value));
    return AuthorizationRequest.of(
        Caller.parse("arn:aws:iam::111122223333:user/alice"),
        "kms:Decrypt",
        KmsResource.parse("arn:aws:kms:us-west-2:111122223333:key/1234abcd"),
        builder.build());
  }

  /** The statements as the key policy of the key; there are no other policies. */
  public PolicySet policies() {
    PolicyDocument document =
        new PolicyDocument(PolicyVersion.V2012_10_17, Label.absent(), statements);
    return PolicySet.builder().key(PolicyLayer.of(new NamedPolicy("p", document))).build();
  }

  /** The union of the outcomes of all values of the unknown keys, under both readings of 3.5. */
  public Outcomes outcomes() {
    Outcomes outcomes = Outcomes.NONE;
    for (boolean emptyIsNull : List.of(true, false)) {
      BruteForce world = new BruteForce(new HashMap<>(), emptyIsNull, new IdentityHashMap<>());
      outcomes = outcomes(List.copyOf(context.keySet()), world, outcomes);
    }
    return outcomes;
  }

  private Outcomes outcomes(List<SmallKey> rest, BruteForce world, Outcomes before) {
    if (rest.isEmpty()) {
      return before.or(outcomes(world));
    }
    SmallKey key = rest.get(0);
    Outcomes outcomes = before;
    for (ContextValue value : values(key, world.emptyIsNull())) {
      if (outcomes.equals(ALL)) {
        return outcomes;
      }
      world.context().put(key.lowerKey(), value);
      outcomes = outcomes(rest.subList(1, rest.size()), world, outcomes);
    }
    return outcomes;
  }

  private List<ContextValue> values(SmallKey key, boolean emptyIsNull) {
    ContextValue value = context.getOrDefault(key, ContextValue.absent());
    if (!isOpen(key)) {
      return List.of(value);
    }
    boolean isOne = key.hasEntries() && !mayTellEntries(key);
    return key.possible().stream()
        .filter(one -> !isOne || isOneEntry(one))
        .filter(one -> value instanceof ContextValue.Unknown || isPresent(one, emptyIsNull))
        .toList();
  }

  /**
   * Whether tests tell several entries of a map from one. If all operators are plain, one entry
   * decides (rule 3.2).
   */
  private boolean mayTellEntries(SmallKey key) {
    return tests.stream()
        .flatMap(List::stream)
        .filter(test -> test.key() == key)
        .anyMatch(test -> test.condition().operator().quantifier() != Quantifier.NONE);
  }

  private static boolean isOneEntry(ContextValue value) {
    return !(value instanceof ContextValue.Present present) || present.values().size() == 1;
  }

  /** Rule 6.11. */
  private static boolean isPresent(ContextValue value, boolean emptyIsNull) {
    return value instanceof ContextValue.Present present
        && !present.values().isEmpty()
        && !(emptyIsNull && present.isNullSet());
  }

  /** Lines 1 and 7 of section 0: a Deny first, then an Allow of the key policy. */
  private Outcomes outcomes(BruteForce world) {
    int deny = BruteForce.FALSE;
    int allow = BruteForce.FALSE;
    for (int i = 0; i < statements.size(); i++) {
      int applies = BruteForce.TRUE;
      for (Test test : tests.get(i)) {
        applies = Math.min(applies, world.holds(test));
      }
      if (statements.get(i).effect() == Effect.DENY) {
        deny = Math.max(deny, applies);
      } else {
        allow = Math.max(allow, applies);
      }
    }
    boolean undenied = deny != BruteForce.TRUE;
    return new Outcomes(
        undenied && allow != BruteForce.FALSE,
        deny != BruteForce.FALSE,
        undenied && allow != BruteForce.TRUE);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Statement statement : statements) {
      text.append(statement.effect()).append(" if ");
      for (Condition test : statement.condition().tests()) {
        text.append(test.operator().text()).append(' ').append(test.key()).append(' ');
        text.append(test.values().stream().map(ConditionValue::text).toList()).append("; ");
      }
      text.append('\n');
    }
    context.forEach(
        (key, value) ->
            text.append(key.key())
                .append(" is ")
                .append(value.getClass().getSimpleName())
                .append(value)
                .append("; "));
    return text.toString();
  }
}
