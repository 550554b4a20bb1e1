package io.kmspolicy.engine.proof;

import io.kmspolicy.engine.budget.CompileLimits;
import io.kmspolicy.engine.budget.StepBudget;
import io.kmspolicy.engine.combine.BoundaryState;
import io.kmspolicy.engine.diagram.Difference;
import io.kmspolicy.engine.diagram.DifferenceFinder;
import io.kmspolicy.engine.diagram.OpenAtom;
import io.kmspolicy.engine.diagram.OpenCase;
import io.kmspolicy.engine.diagram.PairRule;
import io.kmspolicy.engine.proof.PairQuestion.PolicyPair;
import io.kmspolicy.engine.row.OpenDecisions;
import io.kmspolicy.engine.row.RowBuilder;
import io.kmspolicy.engine.row.RowInterner;
import io.kmspolicy.engine.table.ActionIndex;
import io.kmspolicy.engine.table.CompiledKey;
import io.kmspolicy.engine.table.CompiledPrincipal;
import io.kmspolicy.engine.table.Formula;
import io.kmspolicy.engine.table.OpenFact;
import io.kmspolicy.engine.table.PolicyCompiler;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Caller.AccountCaller;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;
import java.util.function.ObjIntConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Compares the decisions before and after a change for one caller and one key after another.
 * Remembers the differences of formulas, which many callers, keys and actions share. Not
 * thread-safe.
 */
final class PairProver {

  private static final String UNNAMED = "the ARNs and accounts of callers that no policy names";

  private final ActionIndex index;
  private final PolicyCompiler compiler;
  private final RowInterner interner;
  private final RequestFilter filter;
  private final KmsCatalogue catalogue;
  private final JointRules joint;
  private final ConsistentRules consistent;

  /** What finds differences, by the account of the key if requests depend on it. */
  private final Map<String, Finders> finders = new HashMap<>();

  private final WitnessBuilder witnesses;
  private final IdentityHashMap<Object, CompiledKey> compiledKeys = new IdentityHashMap<>();
  private final IdentityHashMap<Object, Map<Caller, CompiledPrincipal>> compiledPrincipals =
      new IdentityHashMap<>();
  private final Set<String> openRules = new TreeSet<>();
  private final IdentityHashMap<Object, IdentityHashMap<Object, ChangedStatements>> changes =
      new IdentityHashMap<>();
  private final Map<String, OpenReason> reasons = new LinkedHashMap<>();
  private long questions;
  private final Comparison comparison;
  private final boolean permits;

  /** Whether the answers are about single decisions, which calls may have several of. */
  private boolean isSnapshot;

  private final Set<String> entriesByCase;
  private @Nullable Witness witness;
  private boolean isFinal;

  /** The decisions on one side, one for each case of the permissions boundary. */
  private record Cases(List<BoundaryState> boundaries, @Nullable RowBuilder rows, SideFacts facts) {

    List<? extends OpenCase> formulas(int action) {
      return rows == null ? List.of(new Simplifier.Never()) : rows.formulas(action, facts);
    }
  }

  /**
   * A prover.
   *
   * @param comparison what is known of requests besides their policies
   * @param permits whether unknown layers permit every request
   */
  PairProver(
      KmsCatalogue catalogue,
      Vocabulary vocabulary,
      RequestFilter filter,
      Comparison comparison,
      boolean permits) {
    this.comparison = comparison;
    this.permits = permits;
    this.index = new ActionIndex(catalogue);
    this.compiler =
        new PolicyCompiler(
            catalogue, index, CompileLimits.DEFAULT, new StepBudget(StepBudget.OF_AN_EVALUATION));
    this.interner = OpenDecisions.interner(compiler);
    this.filter = filter;
    this.catalogue = catalogue;
    this.joint = new JointRules(vocabulary);
    this.consistent = new ConsistentRules(vocabulary);
    this.entriesByCase = vocabulary.entriesByCase();
    this.witnesses = new WitnessBuilder(joint, consistent, vocabulary, permits);
  }

  /**
   * What finds differences.
   *
   * @param all in all requests
   * @param possible in those that AWS certainly could receive
   */
  private record Finders(DifferenceFinder.Memo all, DifferenceFinder.Memo possible) {}

  private Finders finders(PairQuestion question) {
    return finders.computeIfAbsent(filter.ownerOf(question.key()), this::makeFinders);
  }

  private Finders makeFinders(String owner) {
    Map<String, Predicate<ContextValue>> limits = new HashMap<>(filter.limits(owner));
    entriesByCase.forEach(
        key -> limits.merge(key, PairProver::isOneEntry, (one, other) -> one.and(other)));
    List<PairRule> rules = new ArrayList<>(joint.rules());
    rules.addAll(consistent.rules());
    return new Finders(
        new DifferenceFinder.Memo(
            new DifferenceFinder(
                catalogue,
                joint.rules(),
                limits,
                classes -> {
                  joint.divide(classes);
                  filter.divide(classes, owner);
                })),
        new DifferenceFinder.Memo(
            new DifferenceFinder(
                catalogue,
                rules,
                limits,
                classes -> {
                  joint.divide(classes);
                  filter.divide(classes, owner);
                  consistent.divide(classes);
                })));
  }

  /** Several entries would be tied to the list of the names, which the rules do not express. */
  private static boolean isOneEntry(ContextValue value) {
    return value instanceof ContextValue.Absent
        || (value instanceof ContextValue.Present present && present.values().size() == 1);
  }

  /** Whether a witness was found that assumes nothing about unknown layers. */
  boolean isFinal() {
    return isFinal;
  }

  ProofStatistics statistics(int callers, int keys) {
    List<DifferenceFinder.Memo> memos =
        finders.values().stream().flatMap(two -> Stream.of(two.all(), two.possible())).toList();
    return new ProofStatistics(
        callers,
        keys,
        questions,
        memos.stream().mapToLong(DifferenceFinder.Memo::diagrams).sum(),
        memos.stream().mapToLong(DifferenceFinder.Memo::nodes).sum(),
        List.copyOf(openRules),
        List.of());
  }

  Proof proof(int callers, int keys) {
    ProofStatistics statistics = statistics(callers, keys);
    if (witness != null) {
      return new Proof.Refuted(witness, statistics);
    }
    return reasons.isEmpty()
        ? new Proof.Proven(statistics)
        : new Proof.Indeterminate(List.copyOf(reasons.values()), statistics);
  }

  /** Compares the decisions on all actions, until a witness is final. */
  void compare(PairQuestion question) {
    compare(question, action -> !isFinal, action -> {});
  }

  /**
   * Compares the decisions on each action without a key, or on each other one, by itself. Actions
   * on which nothing changed are left out: no request is gained.
   *
   * @param answers receives each action with the proof that no request for it is allowed after the
   *     change and denied before
   */
  void compareEach(PairQuestion question, boolean isKeyless, BiConsumer<String, Proof> answers) {
    isSnapshot = true;
    compareEach(
        question,
        action -> isKeyless(action) == isKeyless,
        (proof, action) -> answers.accept(index.name(action), proof));
  }

  /** Compares the decisions on each action by itself, if it is asked when it comes to it. */
  void compareEach(PairQuestion question, IntPredicate isAsked, ObjIntConsumer<Proof> answers) {
    compare(
        question,
        isAsked,
        action -> {
          answers.accept(proof(1, 1), action);
          witness = null;
          isFinal = false;
          reasons.clear();
        });
  }

  private void compare(PairQuestion question, IntPredicate isAsked, IntConsumer compared) {
    if (question.after().isEmpty() || question.isUnchanged()) {
      return;
    }
    PolicyPair pair = question.pair();
    long actions = changedActions(question);
    if (actions == 0) {
      return;
    }
    Cases before = cases(question, question.before(), SideFacts.BEFORE, pair);
    Cases after = cases(question, question.after(), SideFacts.AFTER, pair);
    for (int action = 0; action < index.size(); action++) {
      boolean isForeign =
          !isSnapshot
              && question.before().isEmpty()
              && isKeyless(action)
              && !isOfKeysAccount(question);
      if ((actions >>> action & 1) != 0
          && !isForeign
          && filter.includesAction(index.name(action))
          && isAsked.test(action)) {
        compare(question, action, before, after, comparison.facts(question, index.name(action)));
        compared.accept(action);
      }
    }
  }

  ActionIndex index() {
    return index;
  }

  private boolean isKeyless(int action) {
    return (index.keyless() >>> action & 1) != 0;
  }

  /** Actions without a key are no access to the key for callers of other accounts. */
  private static boolean isOfKeysAccount(PairQuestion question) {
    return question.caller().example() instanceof AccountCaller member
        && member.accountId().equals(question.key().accountId());
  }

  /** The actions on which the decisions may differ, one bit per action. */
  private long changedActions(PairQuestion question) {
    boolean isAlias = question.key() instanceof KmsResource.Alias;
    return changed(question).actions() & (isAlias ? index.onAliases() : -1L);
  }

  /** What the decisions may differ by. */
  ChangedStatements.OfCaller changed(PairQuestion question) {
    if (question.before().isEmpty() || question.after().isEmpty()) {
      return new ChangedStatements.OfCaller(true, Map.of());
    }
    PairQuestion.Side old = question.before().get();
    PairQuestion.Side now = question.after().get();
    ChangedStatements changed =
        changes(old.key(), now.key(), () -> ChangedStatements.of(old.key(), now.key()))
            .and(changes(old.own(), now.own(), () -> ChangedStatements.of(old.own(), now.own())));
    return changed.of(question.caller().example(), index);
  }

  private ChangedStatements changes(
      Object before, Object after, Supplier<ChangedStatements> compared) {
    return changes
        .computeIfAbsent(before, unused -> new IdentityHashMap<>())
        .computeIfAbsent(after, unused -> compared.get());
  }

  private Cases cases(
      PairQuestion question, Optional<PairQuestion.Side> side, String name, PolicyPair pair) {
    SideFacts facts = new SideFacts(name, question.caller().example(), pair, permits);
    if (side.isEmpty()) {
      return new Cases(List.of(BoundaryState.NONE), null, facts);
    }
    CompiledPrincipal own =
        compiledPrincipals
            .computeIfAbsent(side.get().own(), unused -> new HashMap<>())
            .computeIfAbsent(
                question.caller().example(), caller -> compiler.compile(caller, side.get().own()));
    CompiledKey key =
        compiledKeys.computeIfAbsent(
            side.get().key(), unused -> compiler.compile(side.get().key()));
    AuthorizationRequest sample =
        AuthorizationRequest.of(
            question.caller().example(),
            "",
            question.key(),
            RequestContext.empty(),
            side.get().key().manager());
    RowBuilder rows = new RowBuilder(compiler, interner, own, key, sample);
    return new Cases(own.boundaries(), rows, facts);
  }

  private void compare(
      PairQuestion question, int action, Cases before, Cases after, RequestContext facts) {
    List<? extends OpenCase> old = before.formulas(action);
    List<? extends OpenCase> now = after.formulas(action);
    boolean areSame = before.boundaries().equals(after.boundaries());
    for (int i = 0; i < now.size(); i++) {
      for (int j = 0; j < old.size(); j++) {
        boolean canBeTogether =
            !areSame || i == j || !question.pair().isSame(PolicyType.PERMISSIONS_BOUNDARY);
        if (!isFinal && canBeTogether) {
          Difference found = difference(finders(question).all(), old.get(j), now.get(i), facts);
          WitnessBuilder.Path path =
              new WitnessBuilder.Path(
                  question,
                  before.boundaries().get(j),
                  after.boundaries().get(i),
                  index.name(action),
                  facts,
                  found instanceof Difference.Sure sure
                      ? sure
                      : new Difference.Sure(Map.of(), Map.of(), 0));
          if (found instanceof Difference.Sure sure) {
            refute(path, sure, old.get(j), now.get(i));
          } else {
            resolve(path, found);
          }
          if (found instanceof Difference.None) {
            addEntriesByCase(question, action, old.get(j), now.get(i));
          }
        }
      }
    }
  }

  /**
   * Adds that a difference may need two entries of one map whose names differ in letter case only,
   * which are not among the values that are compared.
   */
  private void addEntriesByCase(
      PairQuestion question, int action, OpenCase before, OpenCase after) {
    boolean isSame = before.deny().equals(after.deny()) && before.allow().equals(after.allow());
    if (entriesByCase.isEmpty() || isSame || isNever(after)) {
      return;
    }
    for (Formula formula : List.of(after.allow(), after.deny(), before.deny(), before.allow())) {
      Simplifier.read(formula, entriesByCase)
          .ifPresent(
              key ->
                  addReason(
                      question.caller(),
                      index.name(action),
                      OpenReason.Kind.KEY,
                      "entries of one map whose names differ in letter case only, which are one"
                          + " key with several values (rule 3.2): `"
                          + key
                          + "`"));
    }
  }

  private Difference difference(
      DifferenceFinder.Memo finder, OpenCase before, OpenCase after, RequestContext facts) {
    questions++;
    Simplifier simplifier = new Simplifier(facts);
    OpenCase old = simplifier.simplify(before);
    OpenCase now = simplifier.simplify(after);
    if (isNever(now)) {
      return new Difference.None(List.of(), 0);
    }
    Map<String, ContextValue> read = new TreeMap<>();
    for (Formula formula : List.of(old.deny(), old.allow(), now.deny(), now.allow())) {
      simplifier.addKnown(formula, read);
    }
    return finder.find(old, now, facts, read);
  }

  private static boolean isNever(OpenCase one) {
    return one.allow() == Formula.Constant.NO_MATCH || one.deny() == Formula.Constant.MATCH;
  }

  /**
   * Looks for a request that AWS could receive. A path is one if it needs no value of a key that
   * the facts of such requests settle.
   */
  private void refute(
      WitnessBuilder.Path path, Difference.Sure sure, OpenCase before, OpenCase after) {
    Set<String> settled = new TreeSet<>();
    boolean isOfService = !(path.question().caller().example() instanceof AccountCaller);
    Set<String> broken = consistent.brokenBy(sure.keys());
    for (RequestContext facts : comparison.possible(path.question(), path.action(), path.facts())) {
      Set<String> own = PossibleFacts.settledOf(sure.keys(), path.facts(), facts);
      own.addAll(broken);
      Difference found =
          own.isEmpty()
              ? sure
              : difference(finders(path.question()).possible(), before, after, facts);
      if (found instanceof Difference.Sure request) {
        Set<String> open = openIn(path, request, facts, before, after);
        if (open.isEmpty()) {
          confirm(path.with(facts, request));
          return;
        }
        settled.addAll(open);
      }
      isOfService &= own.isEmpty();
      settled.addAll(own);
    }
    List<String> spelled = settled.stream().map(comparison::spelling).toList();
    String keys = "whether AWS sends such values of `" + String.join("`, `", spelled) + "`";
    boolean isLoose = path.question().caller().loose().stream().anyMatch(settled::contains);
    addReason(
        path,
        isOfService && !isLoose ? OpenReason.Kind.SERVICE_CALL : OpenReason.Kind.NOT_EXPRESSIBLE,
        isLoose ? UNNAMED : keys);
  }

  /**
   * The keys of which AWS does not say whether such requests have them, if without them or with
   * other values nothing is gained.
   */
  private Set<String> openIn(
      WitnessBuilder.Path path,
      Difference.Sure request,
      RequestContext facts,
      OpenCase before,
      OpenCase after) {
    Set<String> open = new TreeSet<>();
    for (RequestContext other :
        PossibleFacts.alternatives(path.question().caller().example(), request.keys(), facts)) {
      Difference found = difference(finders(path.question()).possible(), before, after, other);
      if (!(found instanceof Difference.Sure)) {
        open.addAll(PossibleFacts.settledOf(request.keys(), facts, other));
      }
    }
    return open;
  }

  private void resolve(WitnessBuilder.Path path, Difference found) {
    if (found instanceof Difference.TooLarge) {
      addReason(path, OpenReason.Kind.TOO_LARGE, "the diagram of the decisions is too large");
    } else if (found instanceof Difference.Open open) {
      addOpen(path, open);
    } else if (found instanceof Difference.None none) {
      none.open().stream()
          .filter(choice -> !(choice.subject() instanceof OpenAtom test && test.isOpaque()))
          .forEach(choice -> openRules.add(choice.subject().toString()));
    }
  }

  private void addOpen(WitnessBuilder.Path path, Difference.Open open) {
    if (open.open().isEmpty()) {
      addReason(path, OpenReason.Kind.UNDOCUMENTED, "a rule that AWS does not document");
    }
    for (OpenFact.Choice choice : open.open()) {
      if (choice.subject() instanceof OpenAtom test && !test.unclassified().isEmpty()) {
        addReason(
            path,
            OpenReason.Kind.KEY,
            "the values of `"
                + String.join("`, `", test.unclassified())
                + "` in the test `"
                + test
                + "`");
      } else {
        boolean isOpaque = choice.subject() instanceof OpenAtom test && test.isOpaque();
        addReason(
            path,
            isOpaque ? OpenReason.Kind.NOT_STATED : OpenReason.Kind.UNDOCUMENTED,
            choice.subject().toString());
      }
    }
  }

  private void addReason(WitnessBuilder.Path path, OpenReason.Kind kind, String text) {
    addReason(path.question().caller(), path.action(), kind, text);
  }

  private void addReason(CallerClass caller, String action, OpenReason.Kind kind, String text) {
    reasons.putIfAbsent(kind + text, new OpenReason(kind, text, caller.example().arn(), action));
  }

  /** Adds that the resources could not be divided into classes. */
  void addTooManyResources() {
    reasons.putIfAbsent("", tooManyResources());
  }

  static OpenReason tooManyResources() {
    String text = "the keys that the resource patterns distinguish";
    return new OpenReason(OpenReason.Kind.TOO_LARGE, text, "*", "kms:*");
  }

  private void confirm(WitnessBuilder.Path path) {
    Optional<WitnessBuilder.Found> confirmed = witnesses.build(path);
    boolean isLoose = !filter.matchesPattern(path.question().caller());
    if (confirmed.isEmpty() || isLoose) {
      String open = isLoose ? UNNAMED : approximation(path);
      if (open.isEmpty()) {
        throw new UnconfirmedWitnessException(
            "the reference does not confirm "
                + path.action()
                + " of "
                + path.question().caller().example().arn()
                + " with "
                + path.found());
      }
      addReason(path, OpenReason.Kind.NOT_EXPRESSIBLE, open);
      return;
    }
    List<String> missing = new ArrayList<>(WitnessBuilder.inexpressible(confirmed.get().witness()));
    String doubt =
        ConsistentRules.contradiction(confirmed.get().witness().after().request().context());
    if (!doubt.isEmpty()) {
      missing.add(doubt);
    }
    if (!permits && !isSnapshot && !isCall(path)) {
      missing.add(
          "whether the caller may use "
              + path.action()
              + (path.question().key() instanceof KmsResource.Alias
                  ? " on a key, too (rule 5.11)"
                  : " on an alias, too (rule 5.11)"));
    }
    Optional<Caller> listed = path.question().caller().ofSameName();
    if (missing.isEmpty() && listed.isPresent() && !comparison.isOfUnknownPath(listed.get())) {
      addReason(path, OpenReason.Kind.NOT_STATED, path.question().caller().besideListed());
    } else if (missing.isEmpty() && listed.isPresent() && !isForAnyPath(path)) {
      addReason(path, OpenReason.Kind.NOT_STATED, pathOf(listed.get()));
    } else if (missing.isEmpty()) {
      witness = witness == null ? confirmed.get().witness() : witness;
      if (confirmed.get().assumesNothing()) {
        witness = confirmed.get().witness();
        isFinal = true;
      }
    } else {
      addReason(path, OpenReason.Kind.NOT_EXPRESSIBLE, missing.get(0));
    }
  }

  private static String pathOf(Caller listed) {
    return listed instanceof Caller.RoleSession session
        ? "the path of the role `"
            + CallerClass.arn(session.withPath(Caller.RolePath.root()))
            + "` (role.json)"
        : "the path of the user `" + listed.arn() + "` (user.json)";
  }

  /** Whether the request of a path is allowed, and asked about, whichever path the caller has. */
  private boolean isForAnyPath(WitnessBuilder.Path path) {
    return comparison.otherPaths(path.question()).stream()
        .allMatch(
            other ->
                other.caller().loose().isEmpty()
                    && filter.matchesPattern(other.caller())
                    && comparison
                        .possible(other, path.action(), comparison.facts(other, path.action()))
                        .stream()
                        .map(facts -> path.of(other).with(facts, path.found()))
                        .anyMatch(same -> witnesses.build(same).isPresent()));
  }

  /** Whether a request is a whole call: one on an alias asks for its key, too (rule 5.11). */
  private boolean isCall(WitnessBuilder.Path path) {
    boolean isHalf = (index.onAliases() >>> index.number(path.action()) & 1) != 0;
    return !isHalf
        || comparison.otherHalves(path.question()).stream()
            .anyMatch(other -> witnesses.allows(path.of(other)));
  }

  /** Why a path may be no request; empty if it must be one. */
  private static String approximation(WitnessBuilder.Path path) {
    boolean usesGrants =
        path.found().options().entrySet().stream()
            .anyMatch(
                chosen ->
                    chosen.getKey().subject() instanceof Completion.Grants
                        && chosen.getValue() != 0);
    return usesGrants ? "what unknown grants on " + path.question().key().arn() + " allow" : "";
  }
}
