package io.kmspolicy.engine.explain;

import io.kmspolicy.engine.report.GrantTrace;
import io.kmspolicy.model.request.Decision;
import java.util.List;

/**
 * A decision with its reasons: for people as text, for programs as JSON, and the main parts as
 * values. Immutable.
 *
 * <p>An explanation may hold values of the request's context, also of its encryption context.
 * {@link #redacted()} withholds the latter.
 *
 * <pre>{@code
 * Explanation explanation = authorizer.explain(request, policies);
 * System.out.print(explanation.toText());
 * logger.info("{}", explanation.redacted().toJson());
 * }</pre>
 */
public final class Explanation {

  private final Decision decision;
  private final List<DeterminingStatement> determiningStatements;
  private final ExplanationDetails details;
  private final boolean withheld;

  /**
   * An explanation that names the statements and tells no more.
   *
   * @param decision the decision
   * @param determiningStatements the statements that settled it
   */
  public Explanation(Decision decision, List<DeterminingStatement> determiningStatements) {
    this(decision, determiningStatements, ExplanationDetails.none(), false);
  }

  private Explanation(
      Decision decision,
      List<DeterminingStatement> determiningStatements,
      ExplanationDetails details,
      boolean withheld) {
    this.decision = decision;
    this.determiningStatements = List.copyOf(determiningStatements);
    this.details = details;
    this.withheld = withheld;
  }

  static Explanation of(Decision decision, ExplanationDetails details) {
    List<DeterminingStatement> determining =
        details.determination().statements().stream().map(StatementLabels::determining).toList();
    return new Explanation(decision, determining, details, false);
  }

  /** The decision. */
  public Decision decision() {
    return decision;
  }

  /**
   * The statements that settled the decision: for {@link Decision#ALLOWED} the Allow statements of
   * key policy and identity policies that carry it, for {@link Decision#EXPLICIT_DENY} the Deny
   * statements. Empty for the other decisions, and where grants alone allow.
   */
  public List<DeterminingStatement> determiningStatements() {
    return determiningStatements;
  }

  /** The ids of the grants that allow the request; a grant without an id goes by its name. */
  public List<String> determiningGrants() {
    return details.determination().grants().stream().map(GrantTrace::id).toList();
  }

  /**
   * Whether the determining statements settled the decision together only: each of them depends on
   * what is not known, but one or the other applies whatever that turns out to be.
   */
  public boolean isJoint() {
    return details.determination().joint();
  }

  /** Why, in short sentences: what allowed or denied the request, or what was missing. */
  public List<String> reasons() {
    return details.determination().reasons();
  }

  /**
   * For {@link Decision#INDETERMINATE}, the smallest sets of unknown things whose knowledge would
   * settle the decision, of up to three things each. Empty if no such set was found; then {@link
   * #unknown()} says what is unknown, and {@link #undocumented()} what no knowledge settles.
   */
  public List<MissingInformation> missingInformation() {
    return details.missing().sets();
  }

  /** Everything unknown on which an {@link Decision#INDETERMINATE} decision turns. */
  public MissingInformation unknown() {
    return details.missing().unknown();
  }

  /**
   * What AWS's documentation leaves open about an {@link Decision#INDETERMINATE} decision, each
   * with the number of its rule in {@code docs/semantics.md}.
   */
  public List<String> undocumented() {
    return details.undocumented().stream()
        .map(rule -> rule.question() + " (rule " + rule.rule() + ")")
        .toList();
  }

  /** What the explanation leans on: the day of the catalogue, rules that AWS does not document. */
  public List<String> notes() {
    return details.notes();
  }

  /** The same explanation without the values of the request's encryption context. */
  public Explanation redacted() {
    return new Explanation(decision, determiningStatements, details, true);
  }

  /**
   * The explanation as a tree of lines, from the decision down to the value that did not match. The
   * wording may change from version to version.
   */
  public String toText() {
    return new ExplanationTextWriter(decision, details, withheld).write();
  }

  /**
   * The explanation as one JSON object without line breaks, in the shape that {@code
   * docs/explanation.md} describes. Members may be added to it, those that are there keep their
   * meaning.
   */
  public String toJson() {
    return ExplanationJsonWriter.write(this, details, withheld);
  }

  /** The decision and its determining statements, without any value of the request. */
  @Override
  public String toString() {
    return "Explanation[" + decision.text() + ", " + determiningStatements.size() + " statements]";
  }
}
