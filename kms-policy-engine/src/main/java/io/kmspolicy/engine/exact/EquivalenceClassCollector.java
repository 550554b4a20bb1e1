package io.kmspolicy.engine.exact;

import io.kmspolicy.engine.budget.StepCounter;
import io.kmspolicy.engine.combine.GrantConstraintMatcher;
import io.kmspolicy.engine.match.ConditionMatcher;
import io.kmspolicy.engine.match.KeyPolicyContext;
import io.kmspolicy.engine.match.PrincipalMatcher;
import io.kmspolicy.engine.match.ResourceMatcher;
import io.kmspolicy.engine.match.ValuePredicate;
import io.kmspolicy.engine.value.AddressRanges;
import io.kmspolicy.engine.value.Glob;
import io.kmspolicy.engine.value.PolicyTemplate;
import io.kmspolicy.engine.value.PolicyTemplate.Fallback;
import io.kmspolicy.engine.value.PolicyTemplate.Part;
import io.kmspolicy.engine.value.VariableResolver;
import io.kmspolicy.engine.value.VariableResolver.Resolved;
import io.kmspolicy.model.catalogue.ConditionKeyFacts;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.catalogue.ValueType;
import io.kmspolicy.model.policy.Comparison;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionOperator.Quantifier;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.ResourcePattern;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.text.LetterCase;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Collects the comparisons of unknown condition keys in indeterminate statements and computes, for
 * each key, one representative of every equivalence class of its values: two values are equivalent
 * if no test distinguishes them (rule 6.13). A key whose classes cannot be computed stays unknown,
 * which is less precise but sound.
 */
public final class EquivalenceClassCollector implements DependencyCollector {

  /** The maximum number of literals collected for a policy variable. */
  private static final int MAX_LITERALS = 300;

  /**
   * The maximum number of classes of single values for which all sets of classes are examples. With
   * more, {@link SetStates} finds the sets that the tests distinguish.
   */
  private static final int MAX_MEMBERS = 6;

  /** Parsing a policy value and adding it to the classes of its key. */
  private static final int STEPS_OF_A_VALUE = 4;

  private final KmsCatalogue catalogue;
  private final ConditionContext context;
  private final VariableResolver variables;
  private final Map<String, ValueEquivalenceClasses> classes = new LinkedHashMap<>();
  private final Set<String> unclassifiable = new HashSet<>();
  private final Set<String> testedAsSingle = new HashSet<>();

  /** The keys that are compared with something else than another unknown key. */
  private final Set<String> testedByThemselves = new HashSet<>();

  /** The unknown keys of policy variables. */
  private final Set<String> readByVariables = new HashSet<>();

  private final KeyComparisons comparisons = new KeyComparisons();
  private final Map<String, List<Use>> uses = new HashMap<>();
  private final Set<String> usedElsewhere = new HashSet<>();
  private final Set<String> namesOfGrants = new LinkedHashSet<>();
  private final IdentityHashMap<Condition, AddressRanges> addresses = new IdentityHashMap<>();
  private final StepCounter counter;

  /** A test of a key, with the variable support of its policy. */
  private record Use(Condition test, boolean hasVariables) {}

  public EquivalenceClassCollector(KmsCatalogue catalogue, ConditionContext context) {
    this.catalogue = catalogue;
    this.context = context;
    this.variables = new VariableResolver(catalogue);
    this.counter = StepCounter.of(context);
  }

  @Override
  public void add(ContextDependencies statement) {
    statement.tests().forEach(test -> add(test, statement.hasVariables()));
    addResources(statement.patterns(), statement.hasVariables());
    statement.uniqueIds().forEach(this::addUniqueId);
  }

  /**
   * Adds the values of {@code aws:userid} for the unique id of a user, or of the role of a session
   * (rule 1.8).
   */
  private void addUniqueId(String uniqueId) {
    if (isUnknown(PrincipalMatcher.USER_ID)) {
      ValueEquivalenceClasses ids = ownClassesOf(PrincipalMatcher.USER_ID);
      ids.add(Comparison.STRING_EQUALS, Glob.parse(uniqueId), uniqueId);
      ids.add(Comparison.STRING_LIKE, Glob.parse(uniqueId + ":*"), uniqueId);
      usedElsewhere.add(PrincipalMatcher.USER_ID);
    }
  }

  /** Marks the variables of resource patterns, which are not divided into classes. */
  private void addResources(Collection<ResourcePattern> patterns, boolean hasVariables) {
    for (ResourcePattern pattern : patterns) {
      PolicyTemplate template = ResourceMatcher.template(pattern.text(), hasVariables);
      List<String> unknown = unknownIn(template);
      readByVariables.addAll(unknown);
      unclassifiable.addAll(unknown);
    }
  }

  private void add(Condition test, boolean hasVariables) {
    String key = LetterCase.lowerCase(test.key());
    Comparison comparison = ConditionMatcher.comparison(test);
    if (isUnknown(key)) {
      classesOf(key);
      uses.computeIfAbsent(key, unused -> new ArrayList<>()).add(new Use(test, hasVariables));
      if (test.operator().quantifier() == Quantifier.NONE && comparison != Comparison.NULL) {
        testedAsSingle.add(key);
      }
    }
    boolean isExact = isUnknown(key) && ValueEquivalenceClasses.comparesExactly(comparison);
    if (isUnknown(key) && ValueEquivalenceClasses.isMeasured(comparison)) {
      // Counted first, so that giving up costs nothing.
      counter.spend(ValueEquivalenceClasses.stepsOf(comparison) * test.values().size());
    }
    if (comparison.family() == Comparison.Family.IP_ADDRESS) {
      if (isUnknown(key)) {
        ownClassesOf(key).addAddresses(addresses(test));
      }
      return;
    }
    for (ConditionValue value : test.values()) {
      counter.spend(1);
      if (isExact && isPlain(value.text()) && !ConditionMatcher.comparesOpenText(test)) {
        ownClassesOf(key).addLiteral(value.text());
        continue;
      }
      counter.spend(STEPS_OF_A_VALUE);
      PolicyTemplate template = ConditionMatcher.template(comparison, value.text(), hasVariables);
      List<String> unknown = unknownIn(template);
      if (!unknown.isEmpty()) {
        readByVariables.addAll(unknown);
        addVariables(key, comparison, template, unknown);
      } else if (isUnknown(key) && !ConditionMatcher.comparesOpenText(test)) {
        addValue(key, comparison, variables.resolve(template, context), value.text());
        addDefaults(key, comparison, template);
      }
    }
  }

  private List<String> unknownIn(PolicyTemplate template) {
    return template.variableKeys().stream().filter(this::isUnknown).toList();
  }

  /** Whether a policy value has no wildcard and no variable in any comparison. */
  private static boolean isPlain(String text) {
    return text.indexOf('*') < 0 && text.indexOf('?') < 0 && text.indexOf('$') < 0;
  }

  private void addValue(String key, Comparison comparison, Resolved resolved, String text) {
    if (resolved instanceof Resolved.Unknown open) {
      // The variable stays unknown; its widest pattern still excludes values.
      ownClassesOf(key).addWidest(comparison, open.widest());
      return;
    }
    resolved.globs().forEach(glob -> ownClassesOf(key).add(comparison, glob, text));
  }

  /** Adds a comparison with a policy value that contains unknown variables. */
  private void addVariables(
      String key, Comparison comparison, PolicyTemplate template, List<String> unknown) {
    boolean whole = template.parts().size() == 1 && !template.hasOpenVariables();
    if (isUnknown(key) && whole && ValueEquivalenceClasses.comparesExactly(comparison)) {
      classesOf(unknown.get(0));
      if (!key.equals(unknown.get(0))) { // else every value equals the variable
        comparisons.add(key, unknown.get(0));
      }
      usedElsewhere.add(key);
      usedElsewhere.add(unknown.get(0));
      addFallback(key, template);
      return;
    }
    if (isUnknown(key) && variables.resolve(template, context) instanceof Resolved.Unknown open) {
      addValue(key, comparison, open, "");
      addDefaults(key, comparison, template);
    }
    if (unknown.size() == 1 && context.get(key) instanceof ContextValue.Present present) {
      addTexts(unknown.get(0), comparison, template, present.values());
    } else {
      unclassifiable.addAll(unknown);
    }
  }

  /**
   * Adds the value that a key policy compares with if it replaces variables by their defaults,
   * because it does not support their keys (rule 5.17).
   */
  private void addDefaults(String key, Comparison comparison, PolicyTemplate template) {
    if (template.parts().stream().anyMatch(this::isDisputed)) {
      KeyPolicyContext narrow = new KeyPolicyContext(context, variables);
      addValue(key, comparison, variables.resolve(template, narrow), "");
      usedElsewhere.add(key);
    }
  }

  private void addFallback(String key, PolicyTemplate template) {
    if (template.parts().get(0) instanceof Part.Variable variable
        && variable.fallback() instanceof Fallback.Text text) {
      classesOf(key).addLiteral(text.text());
    }
  }

  /** Adds the texts for which a variable matches one of the known values of a key. */
  private void addTexts(
      String variable, Comparison comparison, PolicyTemplate template, List<String> values) {
    ValueEquivalenceClasses found = ownClassesOf(variable);
    usedElsewhere.add(variable);
    boolean isOdd = VariableTexts.mayDistinguishMore(comparison, template, values);
    Optional<VariableTexts> texts = isOdd ? Optional.empty() : texts(variable, template.parts());
    if (texts.isEmpty()) {
      unclassifiable.add(variable);
      return;
    }
    for (String value : values) {
      Optional<Set<String>> fitting = texts.get().in(value, MAX_LITERALS, counter);
      fitting.ifPresentOrElse(
          all -> all.forEach(found::addLiteral), () -> unclassifiable.add(variable));
    }
  }

  /**
   * The texts of the only unknown variable of a template.
   *
   * @return empty if another part has no certain text
   */
  private Optional<VariableTexts> texts(String variable, List<Part> parts) {
    List<Part> resolved = new ArrayList<>();
    int index = 0;
    for (Part part : parts) {
      if (part instanceof Part.Variable named && named.key().equals(variable)) {
        index = resolved.size();
        resolved.add(part);
      } else if (part instanceof Part.Variable || part instanceof Part.Unreadable) {
        Resolved other = variables.resolve(new PolicyTemplate(List.of(part)), context);
        if (!(other instanceof Resolved.Value known) || isDisputed(part)) {
          return Optional.empty();
        }
        resolved.add(new Part.Literal(known.glob().text()));
      } else {
        resolved.add(part);
      }
    }
    return Optional.of(
        new VariableTexts(
            resolved.subList(0, index), resolved.subList(index + 1, resolved.size())));
  }

  /** Whether key policies may replace a variable by its default (rules 2.11, 5.17). */
  private boolean isDisputed(Part part) {
    return part instanceof Part.Variable variable
        && !(variable.fallback() instanceof Fallback.None)
        && !variables.worksInKeyPolicies(variable.key());
  }

  @Override
  public void add(Grant grant) {
    GrantConstraintMatcher.forEachText(grant, this::addText);
    namesOfGrants.addAll(GrantConstraintMatcher.pairs(grant).keySet());
    String source = grant.constraints().sourceArn();
    if (GrantConstraintMatcher.isPattern(source) && isUnknown(GrantConstraintMatcher.SOURCE_ARN)) {
      ownClassesOf(GrantConstraintMatcher.SOURCE_ARN)
          .add(Comparison.ARN_LIKE, Glob.parse(source), source);
    }
  }

  /**
   * Separates the names that grants ask for from their other spellings (rule 5.9), if conditions
   * test the list of names, too. A request that is known to have a pair spells it in one way.
   */
  private void addSpellings() {
    if (!uses.containsKey(GrantConstraintMatcher.CONTEXT_KEYS)) {
      return;
    }
    if (namesOfGrants.size() > MAX_MEMBERS) { // their sets are no examples anyway
      unclassifiable.add(GrantConstraintMatcher.CONTEXT_KEYS);
      return;
    }
    Set<String> spelled = new TreeSet<>(context.namesUnder(GrantConstraintMatcher.CONTEXT_PREFIX));
    for (String name : namesOfGrants) {
      if (!spelled.contains(name)) {
        ownClassesOf(GrantConstraintMatcher.CONTEXT_KEYS)
            .add(
                Comparison.STRING_EQUALS_IGNORE_CASE,
                Glob.of(PolicyTemplate.text(name, false)),
                name);
      }
    }
  }

  private ValueEquivalenceClasses classesOf(String key) {
    return classes.computeIfAbsent(key, unused -> new ValueEquivalenceClasses());
  }

  /** The classes of a key that is compared with something else than another unknown key. */
  private ValueEquivalenceClasses ownClassesOf(String key) {
    testedByThemselves.add(key);
    return classesOf(key);
  }

  private boolean isUnknown(String key) {
    return context.get(key).isOpen();
  }

  /**
   * The names that complete the prefix of a shape, one of every class of values of this shape.
   *
   * @return empty if the classes cannot be computed
   */
  public Optional<List<String>> namesOf(String key, TextShape shape) {
    return unclassifiable.contains(key) || comparisons.contain(key)
        ? Optional.empty()
        : classes.getOrDefault(key, new ValueEquivalenceClasses()).names(shape, counter);
  }

  @Override
  public void addText(String key, String text) {
    if (isUnknown(key)) {
      ownClassesOf(key).addLiteral(text);
      usedElsewhere.add(key);
    }
  }

  /** Separates the texts of an unknown key that match a pattern from the others. */
  public void addPattern(String key, String pattern) {
    ownClassesOf(key).add(Comparison.STRING_LIKE, Glob.parse(pattern), pattern);
    usedElsewhere.add(key);
  }

  /** One representative value per class of each key. Keys that stay unknown are not in the map. */
  public Map<String, List<ContextValue>> examples() {
    addSpellings();
    uniteCompared();
    Map<String, List<ContextValue>> examples = new LinkedHashMap<>();
    classes.forEach(
        (key, values) -> {
          if (!unclassifiable.contains(key)) {
            ContextValue known = comparisons.contain(key) ? null : context.get(key);
            values
                .examples(typeByItself(key), known, counter)
                .ifPresent(texts -> addExamples(examples, key, merge(key, texts)));
          }
        });
    return examples;
  }

  /** Whether a tested key is not among these {@link #cases}, and stays unknown. */
  boolean leavesOut(Map<String, List<ContextValue>> cases) {
    return !unclassifiable.isEmpty() || !cases.keySet().containsAll(classes.keySet());
  }

  /**
   * As {@link #examples}; and of each key that stays unknown and is tested, the cases that it is
   * absent, that it may be null (rule 3.5), and that it has a value that stays unknown. But a text
   * made of a variable would not be a class of its own, so the key of a variable has no cases.
   */
  public Map<String, List<ContextValue>> cases() {
    Map<String, List<ContextValue>> cases = examples();
    for (String key : uses.keySet()) {
      boolean isUnknown = context.get(key) instanceof ContextValue.Unknown;
      if (isUnknown && !readByVariables.contains(key)) {
        cases.putIfAbsent(key, casesOf(key));
      }
    }
    return cases;
  }

  private List<ContextValue> casesOf(String key) {
    List<ContextValue> cases = new ArrayList<>();
    cases.add(ContextValue.absent());
    if (mayHaveSeveral(key)) {
      cases.add(ContextValue.of());
    }
    if (type(key).orElse(ValueType.STRING) == ValueType.STRING) {
      cases.add(ContextValue.of(""));
      if (type(key).isEmpty() || isOfEntries(key)) {
        cases.add(ContextValue.of("", "")); // several values, which plain operators leave open
      }
    }
    cases.add(ContextValue.presentUnknown());
    return cases;
  }

  /**
   * Unites the classes of keys that are compared with each other text by text, and gives each of
   * these keys a value that no other key has.
   */
  private void uniteCompared() {
    comparisons.keepExact(key -> classesOf(key).isByText(), testedByThemselves, unclassifiable);
    comparisons.addOwnValues(this::classesOf, this::type, counter);
    comparisons.unite(this::classesOf, counter);
  }

  private void addExamples(
      Map<String, List<ContextValue>> examples, String key, List<String> texts) {
    List<ContextValue> values = new ArrayList<>();
    if (context.get(key) instanceof ContextValue.Unknown) {
      values.add(ContextValue.absent());
    }
    boolean isOfEntries = isOfEntries(key);
    boolean isListed = isOfEntries && texts.size() <= MAX_MEMBERS && !usedElsewhere.contains(key);
    if (!mayHaveSeveral(key) && !isListed) {
      texts.forEach(text -> values.add(ContextValue.of(text)));
      if (isOfEntries) { // all sets of them, and what may be null (rule 3.5)
        values.addAll(List.of(ContextValue.presentUnknown(), ContextValue.of("", "")));
      }
      examples.put(key, values);
    } else if (texts.size() <= MAX_MEMBERS) {
      values.addAll(SetStates.all(texts, testedAsSingle.contains(key)));
      examples.put(key, values);
    } else if (!usedElsewhere.contains(key) && texts.size() <= SetStates.MAX_MEMBERS) {
      addStates(values, key, texts).ifPresent(all -> examples.put(key, all));
    }
    if (isListed || context.get(key) instanceof ContextValue.PresentUnknown) {
      values.remove(ContextValue.of()); // it has a value, which may be the empty string
    }
  }

  /** The sets of many classes that the tests distinguish; empty if there are too many. */
  private Optional<List<ContextValue>> addStates(
      List<ContextValue> values, String key, List<String> texts) {
    List<Use> ofKey = uses.getOrDefault(key, List.of());
    List<ValuePredicate> tests = ofKey.stream().map(this::exactPredicate).toList();
    List<Quantifier> quantifiers =
        ofKey.stream().map(use -> use.test().operator().quantifier()).toList();
    List<List<MatchResult>> results = new ArrayList<>();
    texts.forEach(text -> results.add(results(text, tests)));
    boolean isSingle = testedAsSingle.contains(key);
    if (isSingle) {
      values.add(ContextValue.of());
    }
    return new SetStates(texts, results, quantifiers, isSingle, counter)
        .examples()
        .map(
            sets -> {
              values.addAll(sets);
              return values;
            });
  }

  private List<MatchResult> results(String text, List<ValuePredicate> tests) {
    List<MatchResult> results = new ArrayList<>(tests.size());
    counter.spend(2L + tests.size());
    tests.forEach(test -> results.add(test.test(text, context)));
    return results;
  }

  /** Merges classes that no test distinguishes, regardless of the number of policy values. */
  private List<String> merge(String key, List<String> texts) {
    if (usedElsewhere.contains(key)) {
      return texts;
    }
    List<ValuePredicate> general = new ArrayList<>();
    Map<String, List<Integer>> listing = new HashMap<>();
    List<Use> ofKey = uses.getOrDefault(key, List.of());
    for (int number = 0; number < ofKey.size(); number++) {
      Use use = ofKey.get(number);
      Set<String> literals = literals(use);
      if (literals == null) {
        general.add(predicate(use));
      } else {
        for (String literal : literals) {
          listing.computeIfAbsent(literal, unused -> new ArrayList<>(1)).add(number);
        }
      }
    }
    Set<Signature> seen = new HashSet<>();
    List<String> merged = new ArrayList<>();
    for (String text : texts) {
      List<Integer> listed = listing.getOrDefault(text, List.of());
      counter.spend(2L + listed.size() + general.size());
      List<MatchResult> results = new ArrayList<>(general.size());
      general.forEach(test -> results.add(test.test(text, context)));
      // Set operators and Null treat the empty string specially (rule 3.5).
      if (text.isEmpty() || seen.add(new Signature(listed, results))) {
        merged.add(text);
      }
    }
    return merged;
  }

  /**
   * What tests a text passes. Texts with equal signatures are in one class.
   *
   * @param listed the numbers of the tests that list the text, of those that list plain texts only
   * @param results the results of all other tests
   */
  private record Signature(List<Integer> listed, List<MatchResult> results) {}

  /** Whether a value passes a test. A test with plain texts only is one look-up in a set. */
  private ValuePredicate exactPredicate(Use use) {
    Set<String> literals = literals(use);
    boolean negated = use.test().operator().comparison().negated();
    return literals == null
        ? predicate(use)
        : (value, current) -> MatchResult.of(literals.contains(value) != negated);
  }

  /** The ranges of a test, which are read once. */
  private AddressRanges addresses(Condition test) {
    return addresses.computeIfAbsent(test, AddressRanges::of);
  }

  /** Addresses are found by binary search, since the classes are as many as the ranges. */
  private ValuePredicate predicate(Use use) {
    Condition test = use.test();
    if (test.operator().comparison().family() == Comparison.Family.IP_ADDRESS) {
      AddressRanges ranges = addresses(test);
      boolean negated = test.operator().comparison().negated();
      return (value, current) -> ranges.passes(value, negated);
    }
    ConditionMatcher matcher = new ConditionMatcher(variables, MatchResult.INDETERMINATE);
    return (value, current) -> matcher.passes(test, use.hasVariables(), value, current);
  }

  /**
   * The texts that a test compares its key with, if it only compares for equality with plain texts;
   * else null. A test of presence compares with none.
   */
  private @Nullable Set<String> literals(Use use) {
    Comparison comparison = use.test().operator().comparison();
    if (comparison == Comparison.NULL) {
      return Set.of();
    }
    if (!ValueEquivalenceClasses.comparesExactly(comparison)
        || ConditionMatcher.comparesOpenText(use.test())) {
      return null;
    }
    Set<String> literals = new LinkedHashSet<>();
    for (ConditionValue value : use.test().values()) {
      counter.spend(1);
      if (isPlain(value.text())) {
        literals.add(value.text());
        continue;
      }
      counter.spend(STEPS_OF_A_VALUE);
      PolicyTemplate template =
          ConditionMatcher.template(comparison, value.text(), use.hasVariables());
      Glob glob = template.hasVariables() ? Glob.parse("*") : Glob.of(template);
      if (!glob.isLiteral()) {
        return null;
      }
      literals.add(glob.text());
    }
    return literals;
  }

  /**
   * The type of a key, but not ARN if the key is compared with another key: that comparison needs
   * more than one ARN per class.
   */
  private Optional<ValueType> typeByItself(String key) {
    return type(key).filter(type -> type != ValueType.ARN || !comparisons.contain(key));
  }

  private Optional<ValueType> type(String key) {
    return catalogue.conditionKey(key).map(ConditionKeyFacts::type);
  }

  /** Whether tests may tell several entries of a map from one (rule 3.2). */
  private boolean isOfEntries(String key) {
    List<Condition> tests = uses.getOrDefault(key, List.of()).stream().map(Use::test).toList();
    return MapEntries.mayCount(
        key, tests, usedElsewhere.contains(key), readByVariables.contains(key));
  }

  private boolean mayHaveSeveral(String key) {
    return catalogue.conditionKey(key).map(ConditionKeyFacts::multivalued).orElse(true);
  }
}
