package io.kmspolicy.engine.row;

import io.kmspolicy.engine.combine.LayerResult;
import io.kmspolicy.engine.table.Formula;
import io.kmspolicy.engine.table.OpenFact;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.ResourcePattern;
import java.util.Optional;

/**
 * Gives names to what is not known about a decision besides the context, so that the formulas of
 * two decisions can share it. A decision by itself needs no names: {@link #UNNAMED}.
 */
public interface OpenFacts {

  /** The form in which a principal element names the caller (rule 4.8). */
  enum Form {
    ANY,
    DIRECT,
    ROLE,
    ACCOUNT
  }

  /** Every fact is the constant of an indeterminate result. */
  OpenFacts UNNAMED =
      new OpenFacts() {
        private static final Formula INDETERMINATE = Formula.Constant.INDETERMINATE;

        @Override
        public LayerResult<Formula> layer(PolicyType type) {
          return new LayerResult<>(INDETERMINATE, INDETERMINATE, INDETERMINATE, INDETERMINATE);
        }

        @Override
        public Formula grants() {
          return INDETERMINATE;
        }

        @Override
        public Formula principal(PolicyType type, PrincipalElement element, Form form) {
          return INDETERMINATE;
        }

        @Override
        public Optional<OpenFact> resource(
            PolicyType type, ResourcePattern pattern, boolean hasVariables) {
          return Optional.empty();
        }

        @Override
        public Formula rule(int number) {
          return INDETERMINATE;
        }

        @Override
        public Formula statement() {
          return INDETERMINATE;
        }
      };

  /** The result of a layer that could not be read (rule 6.8). */
  LayerResult<Formula> layer(PolicyType type);

  /** Whether a grant covers the request, if the grants could not be read (rule 6.6). */
  Formula grants();

  /** Whether a principal element names the caller in a form, where that is not known. */
  Formula principal(PolicyType type, PrincipalElement element, Form form);

  /**
   * Whether a resource pattern matches the resource, where AWS does not document it (rules
   * 2.3-2.10); empty if the fact has no name.
   */
  Optional<OpenFact> resource(PolicyType type, ResourcePattern pattern, boolean hasVariables);

  /**
   * Whether a rule outside of statements permits the request, where AWS does not document it.
   *
   * @param number counts these rules in one decision; decisions on equal layers other than key and
   *     resource control policies have the same rules in the same order
   */
  Formula rule(int number);

  /** Whether a statement matches the request, for any other reason why that is not known. */
  Formula statement();
}
