package io.kmspolicy.engine;

import io.kmspolicy.engine.AllLayers.Verdict;
import io.kmspolicy.model.AuthorizationRequest;
import io.kmspolicy.model.ConditionContext;
import io.kmspolicy.model.Decision;
import io.kmspolicy.model.KmsResource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Everything that is settled for one caller and one resource, for all actions of the catalogue: a
 * certain decision, an open one, or the tests that remain. It is the result of evaluating the rules
 * with every context key unknown.
 *
 * <p>Representation: a bit an action in one mask a decision; an action whose bit is in {@code
 * tested} and in no decision needs its {@link Residual}, which is made when it is first asked for
 * and then kept in a copy of the row. Immutable but for {@code epoch}, which says for which
 * snapshot the row was last found to hold: a racing reader sees an older number at worst, and then
 * looks again.
 */
final class DecisionRow {

  private static final Residual[] NO_RESIDUALS = {};

  private final String arn;
  private final CompiledPrincipal principal;
  private final CompiledKey key;
  private final long allowed;
  private final long explicitDeny;
  private final long implicitDeny;
  private final long denied;
  private final long tested;
  private final long ready;
  private final Residual[] residuals;
  private int epoch;

  private DecisionRow(
      String arn,
      CompiledPrincipal principal,
      CompiledKey key,
      Masks masks,
      long ready,
      Residual[] residuals) {
    this.arn = arn;
    this.principal = principal;
    this.key = key;
    this.allowed = masks.single(masks.mayAllow, masks.mayDeny | masks.mayLack);
    this.explicitDeny = masks.single(masks.mayDeny, masks.mayAllow | masks.mayLack);
    this.implicitDeny = masks.single(masks.mayLack, masks.mayAllow | masks.mayDeny);
    this.tested = masks.tested | ~masks.answered;
    this.denied = masks.answered & masks.mayDeny & masks.mayLack & ~masks.mayAllow & ~tested;
    this.ready = ready;
    this.residuals = residuals;
  }

  private DecisionRow(DecisionRow row, long ready, Residual[] residuals) {
    this.arn = row.arn;
    this.principal = row.principal;
    this.key = row.key;
    this.allowed = row.allowed;
    this.explicitDeny = row.explicitDeny;
    this.implicitDeny = row.implicitDeny;
    this.denied = row.denied;
    this.tested = row.tested;
    this.ready = ready;
    this.residuals = residuals;
    this.epoch = row.epoch;
  }

  /** The outcomes that are possible, a bit an action. */
  private static final class Masks {
    private final long answered;
    private long mayAllow;
    private long mayDeny;
    private long mayLack;
    private long tested;

    Masks(long answered) {
      this.answered = answered;
    }

    void add(Verdict<ActionSet> verdict, long depends) {
      long undenied = ~verdict.deny().certain();
      mayAllow |= undenied & verdict.allow().possible();
      mayDeny |= verdict.deny().possible();
      mayLack |= undenied & ~verdict.allow().certain();
      tested |= depends;
    }

    long single(long outcome, long others) {
      return answered & outcome & ~others;
    }
  }

  /** The row of a caller and the resource of a request; the request's action does not count. */
  static DecisionRow of(
      String arn,
      AuthorizationRequest request,
      CompiledPrincipal principal,
      CompiledKey key,
      PolicyCompiler compiler) {
    ActionIndex index = compiler.index();
    KmsResource resource = request.resource();
    long answered = answered(resource, index);
    Masks masks = new Masks(answered);
    if (answered != 0) {
      String action = index.name(Long.numberOfTrailingZeros(answered));
      RequestFacts facts = RequestFacts.of(withAction(request, action), compiler.catalogue());
      for (Boundary boundary : principal.boundaries()) {
        Specialiser specialiser = new Specialiser(compiler, principal, key, facts, boundary);
        masks.add(specialiser.forAllActions(facts), specialiser.tested());
      }
    }
    return new DecisionRow(arn, principal, key, masks, 0, NO_RESIDUALS);
  }

  /** The actions that the rules treat alike on a kind of resource. */
  private static long answered(KmsResource resource, ActionIndex index) {
    if (resource instanceof KmsResource.Key || resource instanceof KmsResource.UnknownKey) {
      return index.onKeys();
    }
    return resource instanceof KmsResource.Alias ? index.onAliases() : index.keyless();
  }

  private static AuthorizationRequest withAction(AuthorizationRequest request, String action) {
    return new AuthorizationRequest(
        request.caller(),
        action,
        request.resource(),
        request.context(),
        request.grantId(),
        request.keyManager(),
        request.resourceAccount());
  }

  /** This row with the tests that remain for one more action. */
  DecisionRow withResidual(AuthorizationRequest request, int action, PolicyCompiler compiler) {
    long bit = 1L << action;
    if ((ready & bit) != 0) {
      return this;
    }
    String name = compiler.index().name(action);
    RequestFacts facts = RequestFacts.of(withAction(request, name), compiler.catalogue());
    List<Residual.Case> cases = new ArrayList<>();
    for (Boundary boundary : principal.boundaries()) {
      cases.add(new Specialiser(compiler, principal, key, facts, boundary).forAction(action));
    }
    Residual residual = new Residual(cases, compiler.catalogue());
    int place = Long.bitCount(ready & (bit - 1));
    Residual[] grown = Arrays.copyOf(residuals, residuals.length + 1);
    System.arraycopy(residuals, place, grown, place + 1, residuals.length - place);
    grown[place] = residual;
    return new DecisionRow(this, ready | bit, grown);
  }

  /** Whether the row can decide an action, or needs its residual first. */
  boolean canDecide(int action) {
    long bit = 1L << action;
    long settled = allowed | explicitDeny | implicitDeny | ready | ~tested;
    return (settled & bit) != 0;
  }

  /** The decision for an action that the row can decide. */
  Decision decide(int action, ConditionContext context) {
    long bit = 1L << action;
    if ((allowed & bit) != 0) {
      return Decision.ALLOWED;
    }
    if ((explicitDeny & bit) != 0) {
      return Decision.EXPLICIT_DENY;
    }
    if ((implicitDeny & bit) != 0) {
      return Decision.IMPLICIT_DENY;
    }
    if ((tested & bit) != 0) {
      return residuals[Long.bitCount(ready & (bit - 1))].decide(context);
    }
    return (denied & bit) != 0 ? Decision.DENIED : Decision.INDETERMINATE;
  }

  String arn() {
    return arn;
  }

  /** Whether the row was made of these very policies. */
  @SuppressWarnings("ReferenceEquality") // equal ones would do too, but comparing them is dear
  boolean isMadeOf(CompiledPrincipal ofPrincipal, CompiledKey ofKey) {
    return principal == ofPrincipal && key == ofKey;
  }

  /** Whether the row was found to hold for a snapshot. */
  boolean holdsFor(int snapshot) {
    return epoch == snapshot;
  }

  void confirmFor(int snapshot) {
    epoch = snapshot;
  }

  /** About how many bytes the row takes, what it shares with others left out. */
  int weight() {
    return 104 + (residuals.length == 0 ? 0 : 16 + 120 * residuals.length);
  }

  /** The row in words: a line a decision, for tests and people. */
  String describe(ActionIndex index) {
    StringBuilder text = new StringBuilder(200);
    line(text, Decision.ALLOWED, allowed, index);
    line(text, Decision.EXPLICIT_DENY, explicitDeny, index);
    line(text, Decision.IMPLICIT_DENY, implicitDeny, index);
    line(text, Decision.DENIED, denied, index);
    long open = tested & ~allowed & ~explicitDeny & ~implicitDeny;
    for (int action = 0; action < index.size(); action++) {
      if (((ready >> action) & 1) == 1) {
        text.append(index.name(action)).append(": ");
        text.append(residuals[Long.bitCount(ready & ((1L << action) - 1))]);
      }
    }
    List<String> rest = index.names(open & ~ready);
    return rest.isEmpty() ? text.toString() : text.append("tested: " + rest + "\n").toString();
  }

  private static void line(StringBuilder text, Decision decision, long bits, ActionIndex index) {
    List<String> names = index.names(bits);
    if (!names.isEmpty()) {
      text.append(decision.text()).append(": ").append(names).append('\n');
    }
  }
}
