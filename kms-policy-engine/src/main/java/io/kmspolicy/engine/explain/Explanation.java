package io.kmspolicy.engine.explain;

import io.kmspolicy.engine.report.GrantTrace;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A decision with its reasons, as text for people, as JSON for programs, and with its main parts as
 * values. Immutable.
 *
 * <p>An explanation can contain values of the request's context, including its encryption context.
 * {@link #redacted()} removes the values of the encryption context.
 *
 * <pre>{@code
 * Explanation explanation = authorizer.explain(request, policies);
 * System.out.print(explanation.text());
 * logger.info("{}", explanation.redacted().json());
 * }</pre>
 */
public final class Explanation {

  private final Decision decision;
  private final List<DeterminingStatement> determiningStatements;
  private final ExplanationDetails details;
  private final boolean redacted;

  /**
   * An explanation with determining statements and no further details.
   *
   * @param decision the decision
   * @param determiningStatements the statements that determine it
   */
  public Explanation(Decision decision, List<DeterminingStatement> determiningStatements) {
    this(
        decision,
        determiningStatements,
        ExplanationDetails.of(
            decision == Decision.EXPLICIT_DENY
                ? Optional.of(Denial.by(determiningStatements, false, List.of()))
                : Optional.empty()),
        false);
  }

  private Explanation(
      Decision decision,
      List<DeterminingStatement> determiningStatements,
      ExplanationDetails details,
      boolean redacted) {
    this.decision = decision;
    this.determiningStatements = List.copyOf(determiningStatements);
    this.details = details;
    this.redacted = redacted;
  }

  static Explanation of(Decision decision, ExplanationDetails details) {
    List<DeterminingStatement> determining =
        details.justification().statements().stream().map(StatementLabels::determining).toList();
    return new Explanation(decision, determining, details, false);
  }

  /** The decision. */
  public Decision decision() {
    return decision;
  }

  /**
   * The statements that determine the decision: for {@link Decision#ALLOWED} the Allow statements
   * of the key policy and the identity policies that allow the request, for {@link
   * Decision#EXPLICIT_DENY} the Deny statements. Empty for other decisions, and if only grants
   * allow the request.
   */
  public List<DeterminingStatement> determiningStatements() {
    return determiningStatements;
  }

  /** The ids of the grants that allow the request. A grant without an id is listed by its name. */
  public List<String> determiningGrants() {
    return details.justification().grants().stream().map(GrantTrace::id).toList();
  }

  /**
   * The statements of all layers that apply to the request ({@link MatchResult#MATCH}), that do not
   * ({@link MatchResult#NO_MATCH}), or that may apply, because inputs are unknown ({@link
   * MatchResult#INDETERMINATE}), in the order of the layers. Statements of a layer that does not
   * apply to the caller are not among them.
   */
  public List<DeterminingStatement> statements(MatchResult result) {
    return details.layers().stream()
        .flatMap(layer -> layer.statements().stream())
        .filter(statement -> statement.result() == result)
        .map(StatementLabels::determining)
        .toList();
  }

  /** The ids of the grants that cover the request with this result; see {@link #statements}. */
  public List<String> grants(MatchResult result) {
    return details.grants().grants().stream()
        .filter(grant -> grant.result() == result)
        .map(GrantTrace::id)
        .toList();
  }

  /**
   * Whether the statements determine the decision only jointly: each of them depends on unknown
   * inputs, but for every value of these inputs at least one of them applies.
   */
  public boolean isJoint() {
    return details.justification().joint();
  }

  /**
   * The reasons in short sentences: what allowed or denied the request, or which permission was
   * missing.
   */
  public List<String> reasons() {
    return details.justification().reasons();
  }

  /** Why the request is certain to be denied, as values; empty for other decisions. */
  public Optional<Denial> denial() {
    return details.denial();
  }

  /**
   * For {@link Decision#INDETERMINATE}, the condition under which the request is allowed, and what
   * it is otherwise; empty for other decisions.
   */
  public Optional<OpenAnswer> openAnswer() {
    return redacted ? details.open().map(OpenAnswer::redacted) : details.open();
  }

  /**
   * For {@link Decision#INDETERMINATE}, the smallest set of unknown inputs that makes the decision
   * certain once they are known. The inputs are independent of each other, so there is at most one
   * set. Empty if no set was found; then {@link #unknown()} lists all unknown inputs, and {@link
   * #undocumented()} the questions that AWS's documentation leaves open.
   */
  public List<MissingInformation> missingInformation() {
    return details.missing().sets();
  }

  /** All unknown inputs on which an {@link Decision#INDETERMINATE} decision depends. */
  public MissingInformation unknown() {
    return details.missing().unknown();
  }

  /**
   * The names of what has to be known so that an {@link Decision#INDETERMINATE} decision becomes
   * certain: of {@link #missingInformation()}, or else of all that is {@link #unknown()}. Layers
   * have the words of {@link io.kmspolicy.model.policy.PolicyType#word()}, and {@code grants}.
   */
  public List<String> missing() {
    MissingInformation set =
        missingInformation().isEmpty() ? unknown() : missingInformation().get(0);
    List<String> names = new ArrayList<>(set.policies());
    names.addAll(set.context());
    names.addAll(set.request());
    return names;
  }

  /**
   * The questions that AWS's documentation leaves open and on which an {@link
   * Decision#INDETERMINATE} decision depends, each with the number of its rule in {@code
   * docs/semantics.md}.
   */
  public List<String> undocumented() {
    return details.undocumented().stream()
        .map(rule -> rule.question() + " (rule " + rule.rule() + ")")
        .toList();
  }

  /**
   * The caveats: where the explanation relies on the dated catalogue or on rules that AWS does not
   * document.
   */
  public List<String> notes() {
    return details.caveats();
  }

  /** A copy of this explanation without the values of the request's encryption context. */
  public Explanation redacted() {
    return new Explanation(decision, determiningStatements, details, true);
  }

  /**
   * The explanation as an indented tree, from the decision down to the compared values. The wording
   * may change between versions.
   */
  public String text() {
    return new ExplanationTextWriter(decision, details, openAnswer(), redacted).write();
  }

  /**
   * The explanation as one JSON object without line breaks; {@code docs/explanation.md} describes
   * its members. Later versions may add members; existing members keep their meaning.
   */
  public String json() {
    return ExplanationJsonWriter.write(this, details, redacted);
  }

  /** The decision and its determining statements, without any value of the request. */
  @Override
  public String toString() {
    return "Explanation[" + decision.text() + ", " + determiningStatements.size() + " statements]";
  }
}
